ALTER TABLE sessions DROP COLUMN refreshes_in_window;
ALTER TABLE sessions DROP COLUMN refresh_window_ends_at;
ALTER TABLE sessions DROP COLUMN authenticated_at;
