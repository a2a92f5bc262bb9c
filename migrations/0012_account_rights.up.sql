ALTER TABLE users ADD COLUMN erase_at BIGINT;
CREATE INDEX users_by_erasure ON users (erase_at) WHERE erase_at IS NOT NULL;

CREATE TABLE exports (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  ordered_at BIGINT  NOT NULL,
  sealed     BLOB,
  expires_at BIGINT  NOT NULL
);
CREATE INDEX exports_by_expiry ON exports (expires_at);

CREATE TABLE wider_tokens (
  id            BLOB    PRIMARY KEY,
  purpose       TEXT    NOT NULL
                CHECK (purpose IN ('activate', 'reset_password', 'change_email', 'undo_email_change')),
  user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email         TEXT    NOT NULL,
  token_hash    BLOB    NOT NULL,
  password_hash TEXT,
  created_at    BIGINT  NOT NULL,
  expires_at    BIGINT  NOT NULL,
  used_at       BIGINT,
  UNIQUE (purpose, token_hash)
);
INSERT INTO wider_tokens (id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at, used_at)
  SELECT id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at, used_at FROM one_time_tokens;
DROP TABLE one_time_tokens;
ALTER TABLE wider_tokens RENAME TO one_time_tokens;
CREATE INDEX one_time_tokens_by_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
