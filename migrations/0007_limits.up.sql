CREATE TABLE limit_counters (
  key            BLOB   PRIMARY KEY,
  used           BIGINT NOT NULL,
  window_ends_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX limit_counters_by_end ON limit_counters (window_ends_at);

CREATE TABLE password_guesses (
  account  BLOB   NOT NULL,
  source   BLOB   NOT NULL,
  failures BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  PRIMARY KEY (account, source)
) WITHOUT ROWID;
CREATE INDEX password_guesses_by_age ON password_guesses (last_at);
