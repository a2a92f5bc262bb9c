CREATE TABLE user_groups (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
INSERT INTO user_groups (id, name) VALUES (1, 'USER'), (2, 'MODERATOR'), (3, 'ADMIN');

CREATE TABLE users (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  email      TEXT    NOT NULL UNIQUE,
  state      TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
  group_id   INTEGER NOT NULL DEFAULT 1 REFERENCES user_groups (id),
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL
);

CREATE TABLE passwords (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hash       TEXT    NOT NULL,
  changed_at BIGINT  NOT NULL
);
