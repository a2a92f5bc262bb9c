CREATE TABLE known_devices (
  user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  fingerprint   BLOB    NOT NULL,
  last_login_at BIGINT  NOT NULL,
  PRIMARY KEY (user_id, fingerprint)
) WITHOUT ROWID;
CREATE INDEX known_devices_by_age ON known_devices (last_login_at);
