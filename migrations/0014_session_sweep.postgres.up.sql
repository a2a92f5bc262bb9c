ALTER TABLE sessions ADD COLUMN sweep_at BIGINT NOT NULL
  DEFAULT CAST(extract(epoch FROM now()) * 1000 AS BIGINT) + 2592000000;
DROP INDEX sessions_by_expiry;
CREATE INDEX sessions_by_sweep ON sessions (sweep_at);
ALTER TABLE sessions SET (fillfactor = 80);
