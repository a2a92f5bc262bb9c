ALTER TABLE users ADD COLUMN erase_at BIGINT;
CREATE INDEX users_by_erasure ON users (erase_at) WHERE erase_at IS NOT NULL;

CREATE TABLE exports (
  user_id    BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  ordered_at BIGINT NOT NULL,
  sealed     BYTEA,
  expires_at BIGINT NOT NULL
);
CREATE INDEX exports_by_expiry ON exports (expires_at);

ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check;
ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check
  CHECK (purpose IN ('activate', 'reset_password', 'change_email', 'undo_email_change'));
