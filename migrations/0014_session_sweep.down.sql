CREATE TABLE expiring_sessions (
  id                     BLOB    PRIMARY KEY,
  user_id                INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  generation             BIGINT  NOT NULL,
  salt                   BLOB    NOT NULL,
  device_name            TEXT,
  user_agent             TEXT    NOT NULL,
  address                TEXT    NOT NULL,
  created_at             BIGINT  NOT NULL,
  rotated_at             BIGINT  NOT NULL,
  last_seen_at           BIGINT  NOT NULL,
  idle_expires_at        BIGINT  NOT NULL,
  absolute_expires_at    BIGINT  NOT NULL,
  authenticated_at       BIGINT  NOT NULL DEFAULT 0,
  refresh_window_ends_at BIGINT  NOT NULL DEFAULT 0,
  refreshes_in_window    BIGINT  NOT NULL DEFAULT 0
);
INSERT INTO expiring_sessions (id, user_id, generation, salt, device_name, user_agent, address, created_at, rotated_at,
  last_seen_at, idle_expires_at, absolute_expires_at, authenticated_at, refresh_window_ends_at, refreshes_in_window)
  SELECT id, user_id, generation, salt, device_name, user_agent, address, created_at, rotated_at, last_seen_at,
  idle_expires_at, absolute_expires_at, authenticated_at, refresh_window_ends_at, refreshes_in_window FROM sessions;
DROP TABLE sessions;
ALTER TABLE expiring_sessions RENAME TO sessions;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (idle_expires_at);
