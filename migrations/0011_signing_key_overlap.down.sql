DROP INDEX signing_keys_one_of_each;
ALTER TABLE signing_keys DROP COLUMN retires_at;
ALTER TABLE signing_keys DROP COLUMN activated_at;
