CREATE TABLE sessions (
  id                  BYTEA   PRIMARY KEY,
  user_id             BIGINT  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  generation          BIGINT  NOT NULL,
  salt                BYTEA   NOT NULL,
  device_name         TEXT,
  user_agent          TEXT    NOT NULL,
  address             TEXT    NOT NULL,
  created_at          BIGINT  NOT NULL,
  rotated_at          BIGINT  NOT NULL,
  last_seen_at        BIGINT  NOT NULL,
  idle_expires_at     BIGINT  NOT NULL,
  absolute_expires_at BIGINT  NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (idle_expires_at);
