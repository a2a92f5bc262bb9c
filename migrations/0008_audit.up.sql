CREATE TABLE audit_events (
  seq        INTEGER PRIMARY KEY,
  at         BIGINT  NOT NULL,
  kind       TEXT    NOT NULL,
  user_id    BIGINT,
  session_id BLOB,
  request_id TEXT    NOT NULL,
  detail     TEXT    NOT NULL,
  facts      TEXT,
  facts_mac  BLOB    NOT NULL,
  chain      BLOB    NOT NULL
);
CREATE INDEX audit_events_by_user ON audit_events (user_id, seq);

CREATE TABLE audit_head (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  seq   BIGINT  NOT NULL,
  chain BLOB,
  seal  BLOB
);
INSERT INTO audit_head (id, seq) VALUES (1, 0);
