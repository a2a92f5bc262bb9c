-- The tag of a language that mails to the account speak; null: nobody said which.
ALTER TABLE users ADD COLUMN language TEXT;
