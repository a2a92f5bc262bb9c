ALTER TABLE signing_keys ADD COLUMN activated_at BIGINT;
ALTER TABLE signing_keys ADD COLUMN retires_at BIGINT;
CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys (algorithm, state) WHERE state <> 'retiring';
