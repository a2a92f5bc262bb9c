DROP TABLE password_guesses;
DROP TABLE limit_counters;
