DELETE FROM one_time_tokens WHERE purpose NOT IN ('activate', 'reset_password');
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check;
ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check
  CHECK (purpose IN ('activate', 'reset_password'));

DROP TABLE exports;
DROP INDEX users_by_erasure;
ALTER TABLE users DROP COLUMN erase_at;
