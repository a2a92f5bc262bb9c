DROP TABLE passwords;
DROP TABLE users;
DROP TABLE user_groups;
