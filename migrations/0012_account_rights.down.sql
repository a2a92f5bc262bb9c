CREATE TABLE narrow_tokens (
  id            BLOB    PRIMARY KEY,
  purpose       TEXT    NOT NULL CHECK (purpose IN ('activate', 'reset_password')),
  user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email         TEXT    NOT NULL,
  token_hash    BLOB    NOT NULL,
  password_hash TEXT,
  created_at    BIGINT  NOT NULL,
  expires_at    BIGINT  NOT NULL,
  used_at       BIGINT,
  UNIQUE (purpose, token_hash)
);
INSERT INTO narrow_tokens (id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at, used_at)
  SELECT id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at, used_at FROM one_time_tokens
  WHERE purpose IN ('activate', 'reset_password');
DROP TABLE one_time_tokens;
ALTER TABLE narrow_tokens RENAME TO one_time_tokens;
CREATE INDEX one_time_tokens_by_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);

DROP TABLE exports;
DROP INDEX users_by_erasure;
ALTER TABLE users DROP COLUMN erase_at;
