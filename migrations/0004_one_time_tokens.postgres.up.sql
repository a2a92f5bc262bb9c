CREATE TABLE one_time_tokens (
  id            BYTEA   PRIMARY KEY,
  purpose       TEXT    NOT NULL CHECK (purpose IN ('activate', 'reset_password')),
  user_id       BIGINT  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email         TEXT    NOT NULL,
  token_hash    BYTEA   NOT NULL,
  password_hash TEXT,
  created_at    BIGINT  NOT NULL,
  expires_at    BIGINT  NOT NULL,
  used_at       BIGINT,
  UNIQUE (purpose, token_hash)
);
CREATE INDEX one_time_tokens_by_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
