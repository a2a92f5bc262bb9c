CREATE TABLE known_devices (
  user_id       BIGINT  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  fingerprint   BYTEA   NOT NULL,
  last_login_at BIGINT  NOT NULL,
  PRIMARY KEY (user_id, fingerprint)
);
CREATE INDEX known_devices_by_age ON known_devices (last_login_at);
