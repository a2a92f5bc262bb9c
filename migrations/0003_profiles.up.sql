CREATE TABLE user_profiles (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id       INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  first_name    TEXT,
  last_name     TEXT,
  gender        TEXT CHECK (gender IN ('MAN', 'WOMAN')),
  date_of_birth TEXT,
  avatar        TEXT,
  info          TEXT,
  updated_at    BIGINT NOT NULL
);
