CREATE TABLE audit_events (
  seq        BIGINT  PRIMARY KEY,
  at         BIGINT  NOT NULL,
  kind       TEXT    NOT NULL,
  user_id    BIGINT,
  session_id BYTEA,
  request_id TEXT    NOT NULL,
  detail     TEXT    NOT NULL,
  facts      TEXT,
  facts_mac  BYTEA   NOT NULL,
  chain      BYTEA   NOT NULL
);
CREATE INDEX audit_events_by_user ON audit_events (user_id, seq);

CREATE TABLE audit_head (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  seq   BIGINT  NOT NULL,
  chain BYTEA,
  seal  BYTEA
);
INSERT INTO audit_head (id, seq) VALUES (1, 0);
