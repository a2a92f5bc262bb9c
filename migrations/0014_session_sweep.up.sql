ALTER TABLE sessions ADD COLUMN sweep_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET sweep_at = absolute_expires_at;
DROP INDEX sessions_by_expiry;
CREATE INDEX sessions_by_sweep ON sessions (sweep_at);
