CREATE TABLE limit_counters (
  key            BYTEA  PRIMARY KEY,
  used           BIGINT NOT NULL,
  window_ends_at BIGINT NOT NULL
);
CREATE INDEX limit_counters_by_end ON limit_counters (window_ends_at);

CREATE TABLE password_guesses (
  account  BYTEA  NOT NULL,
  source   BYTEA  NOT NULL,
  failures BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  PRIMARY KEY (account, source)
);
CREATE INDEX password_guesses_by_age ON password_guesses (last_at);
