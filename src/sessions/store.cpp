#include "sessions/store.h"

namespace foyer::sessions_store {
namespace {

// The first array hides behind a SELECT, or PostgreSQL would count it and plan anew for each
// (docs/adr/0018-refreshes-share-a-statement.md).
constexpr db::SharedSql standing{
    "SELECT user_id, generation, salt, rotated_at, idle_expires_at, absolute_expires_at, refresh_window_ends_at, "
    "refreshes_in_window, (SELECT g.name FROM users u JOIN user_groups g ON g.id = u.group_id "
    "WHERE u.id = sessions.user_id AND u.state = 'active') FROM sessions WHERE id = $1",
    "SELECT user_id, generation, salt, rotated_at, idle_expires_at, absolute_expires_at, refresh_window_ends_at, "
    "refreshes_in_window, (SELECT g.name FROM users u JOIN user_groups g ON g.id = u.group_id "
    "WHERE u.id = sessions.user_id AND u.state = 'active'), asked.place "
    "FROM unnest((SELECT $1::BYTEA[])) WITH ORDINALITY AS asked (id, place) JOIN sessions ON sessions.id = asked.id"};

constexpr db::SharedSql holding{
    "SELECT u.id, g.name, s.authenticated_at FROM sessions s JOIN users u ON u.id = s.user_id JOIN user_groups g ON "
    "g.id = u.group_id "
    "WHERE s.id = $1 AND s.idle_expires_at > $2 AND s.absolute_expires_at > $2 AND u.state = 'active'",
    "SELECT u.id, g.name, s.authenticated_at, asked.place "
    "FROM unnest((SELECT $1::BYTEA[]), $2::BIGINT[]) WITH ORDINALITY AS asked (id, now, place) "
    "JOIN sessions s ON s.id = asked.id JOIN users u ON u.id = s.user_id JOIN user_groups g ON g.id = u.group_id "
    "WHERE s.idle_expires_at > asked.now AND s.absolute_expires_at > asked.now AND u.state = 'active'"};

/// Of several who advance one session the first does: to the others its row has changed.
constexpr db::SharedSql advancing{
    "UPDATE sessions SET generation = generation + 1, rotated_at = $3, last_seen_at = $3, idle_expires_at = $4, "
    "sweep_at = $5, address = $6, refresh_window_ends_at = $7, refreshes_in_window = $8 WHERE id = $1 AND generation = "
    "$2 AND EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND users.state = 'active')",
    "WITH free AS (SELECT step.* FROM unnest((SELECT $1::BYTEA[]), $2::BIGINT[], $3::BIGINT[], $4::BIGINT[], "
    "$5::BIGINT[], "
    "$6::TEXT[], $7::BIGINT[], $8::BIGINT[]) WITH ORDINALITY AS step (id, generation, now, idle_expires_at, sweep_at, "
    "address, refresh_window_ends_at, refreshes_in_window, place) JOIN sessions ON sessions.id = step.id AND "
    "sessions.generation = step.generation "
    "WHERE EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND users.state = 'active') "
    "FOR NO KEY UPDATE OF sessions SKIP LOCKED) "
    "UPDATE sessions SET generation = sessions.generation + 1, rotated_at = free.now, last_seen_at = free.now, "
    "idle_expires_at = free.idle_expires_at, sweep_at = free.sweep_at, address = free.address, refresh_window_ends_at "
    "= "
    "free.refresh_window_ends_at, refreshes_in_window = free.refreshes_in_window "
    "FROM free WHERE sessions.id = free.id AND sessions.generation = free.generation RETURNING free.place"};

}  // namespace

Task<void> insert(db::Tx& tx, const NewRow& row) {
  co_await tx->run(
      "INSERT INTO sessions (id, user_id, generation, salt, device_name, user_agent, address, created_at, rotated_at, "
      "last_seen_at, authenticated_at, idle_expires_at, absolute_expires_at, sweep_at) "
      "VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $7, $7, $7, $8, $9, $10)",
      row.id, row.user, row.salt, row.device_name, row.user_agent, row.address, row.now, row.idle_expires_at,
      row.absolute_expires_at, row.sweep_at);
}

Task<std::int64_t> keep_newest(db::Tx& tx, UserId user, SessionId newest, std::int64_t count) {
  const auto held = co_await tx->first<std::int64_t>("SELECT COUNT(*) FROM sessions WHERE user_id = $1", user);
  if (*held <= count) co_return 0;
  co_return co_await tx->run(
      "DELETE FROM sessions WHERE id IN "
      "(SELECT id FROM sessions WHERE user_id = $1 AND id <> $3 ORDER BY last_seen_at DESC, id LIMIT 1000 OFFSET $2)",
      user, count - 1, newest);
}

Task<std::optional<StandingRow>> find_standing(db::Database& database, SessionId id) {
  co_return co_await database.first_shared<StandingRow>(standing, id);
}

Task<std::optional<StandingRow>> lock_standing(db::Tx& tx, SessionId id) {
  co_return co_await tx.lock_first<StandingRow>(standing.one, id);
}

Task<std::int64_t> advance(db::Database& database, const Advance& step) {
  co_return co_await database.run_shared(advancing, step.id, step.from, step.now, step.idle_expires_at, step.sweep_at,
                                         step.address, step.window.ends_at, step.window.refreshes);
}

Task<std::int64_t> advance(db::Tx& tx, const Advance& step) {
  co_return co_await tx->run(advancing.one, step.id, step.from, step.now, step.idle_expires_at, step.sweep_at,
                             step.address, step.window.ends_at, step.window.refreshes);
}

Task<void> set_window(db::Tx& tx, SessionId id, RefreshWindow window) {
  co_await tx->run("UPDATE sessions SET refresh_window_ends_at = $2, refreshes_in_window = $3 WHERE id = $1", id,
                   window.ends_at, window.refreshes);
}

Task<void> lock(db::Tx& tx, SessionId id) { co_await tx.lock("SELECT id FROM sessions WHERE id = $1", id); }

Task<std::optional<Holder>> find_holder(db::Database& database, SessionId id, Time now) {
  co_return co_await database.first_shared<Holder>(holding, id, now);
}

Task<std::optional<Holder>> find_holder(db::Conn& conn, SessionId id, Time now) {
  co_return co_await conn.first<Holder>(holding.one, id, now);
}

Task<std::vector<Device>> list(db::Conn& conn, UserId user, Time now) {
  co_return co_await conn.all<Device>(
      "SELECT id, device_name, user_agent, address, created_at, last_seen_at FROM sessions "
      "WHERE user_id = $1 AND idle_expires_at > $2 AND absolute_expires_at > $2 ORDER BY last_seen_at DESC, id",
      user, now);
}

Task<std::vector<HeldSession>> list_held(db::Conn& conn, UserId user) {
  co_return co_await conn.all<HeldSession>(
      "SELECT device_name, user_agent, address, created_at, last_seen_at, authenticated_at, idle_expires_at "
      "FROM sessions WHERE user_id = $1 ORDER BY created_at, id",
      user);
}

Task<void> update_authenticated(db::Tx& tx, SessionId id, Time now) {
  co_await tx->run("UPDATE sessions SET authenticated_at = $2 WHERE id = $1", id, now);
}

Task<std::int64_t> remove_of(db::Tx& tx, SessionId id, UserId user) {
  co_return co_await tx->run("DELETE FROM sessions WHERE id = $1 AND user_id = $2", id, user);
}

Task<std::optional<UserId>> remove(db::Tx& tx, SessionId id) {
  co_return co_await tx->first<UserId>("DELETE FROM sessions WHERE id = $1 RETURNING user_id", id);
}

Task<std::int64_t> remove_all(db::Tx& tx, UserId user) {
  co_return co_await tx->run("DELETE FROM sessions WHERE user_id = $1", user);
}

Task<std::int64_t> remove_others(db::Tx& tx, UserId user, SessionId kept) {
  co_return co_await tx->run("DELETE FROM sessions WHERE user_id = $1 AND id <> $2", user, kept);
}

Task<db::Swept> remove_expired(db::Tx& tx, Time now, db::Batch batch) {
  constexpr db::Sql oldest{
      "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE sweep_at >= $1 AND sweep_at <= $2 AND "
      "idle_expires_at <= $2 ORDER BY sweep_at LIMIT $3) RETURNING sweep_at",
      "DELETE FROM sessions WHERE ctid = ANY (ARRAY(SELECT ctid FROM sessions WHERE sweep_at >= $1 AND sweep_at <= $2 "
      "AND idle_expires_at <= $2 ORDER BY sweep_at LIMIT $3)) RETURNING sweep_at"};
  co_return db::swept(co_await tx->all<Time>(oldest, batch.from, now, batch.limit));
}

}  // namespace foyer::sessions_store
