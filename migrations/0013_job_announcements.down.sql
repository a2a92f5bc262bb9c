ALTER TABLE jobs DROP COLUMN trace;
ALTER TABLE jobs DROP COLUMN announced_until;
