ALTER TABLE sessions RESET (fillfactor);
DROP INDEX sessions_by_sweep;
ALTER TABLE sessions DROP COLUMN sweep_at;
CREATE INDEX sessions_by_expiry ON sessions (idle_expires_at);
