CREATE TABLE jobs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT    NOT NULL,
  arguments    TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'dead', 'cancelled')),
  run_at       BIGINT  NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  leased_until BIGINT,
  last_error   TEXT,
  unique_key   TEXT UNIQUE,
  created_at   BIGINT  NOT NULL,
  finished_at  BIGINT,
  CHECK ((state = 'running') = (leased_until IS NOT NULL)),
  CHECK ((state IN ('done', 'dead', 'cancelled')) = (finished_at IS NOT NULL))
);
CREATE INDEX jobs_by_state ON jobs (state, run_at);
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;
