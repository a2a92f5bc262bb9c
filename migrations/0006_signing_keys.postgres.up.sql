CREATE TABLE signing_keys (
  kid        TEXT   PRIMARY KEY,
  algorithm  TEXT   NOT NULL,
  sealed     BYTEA  NOT NULL,
  state      TEXT   NOT NULL CHECK (state IN ('next', 'active', 'retiring')),
  created_at BIGINT NOT NULL
);
