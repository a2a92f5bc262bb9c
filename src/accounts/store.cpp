#include "accounts/store.h"

namespace foyer::accounts_store {

Task<std::optional<Account>> find_by_email(db::Conn& conn, const Email& email) {
  co_return co_await conn.first<Account>(
      "SELECT u.id, u.email, u.state, g.name, u.created_at, u.erase_at, u.language FROM users u JOIN user_groups g ON "
      "g.id = "
      "u.group_id "
      "WHERE u.email = $1",
      email);
}

Task<std::optional<Account>> find_by_id(db::Conn& conn, UserId id) {
  co_return co_await conn.first<Account>(
      "SELECT u.id, u.email, u.state, g.name, u.created_at, u.erase_at, u.language FROM users u JOIN user_groups g ON "
      "g.id = "
      "u.group_id "
      "WHERE u.id = $1",
      id);
}

Task<std::vector<Account>> list_after(db::Conn& conn, UserId after, std::string_view state, std::int64_t limit) {
  co_return co_await conn.all<Account>(
      "SELECT u.id, u.email, u.state, g.name, u.created_at, u.erase_at, u.language FROM users u JOIN user_groups g ON "
      "g.id = "
      "u.group_id "
      "WHERE u.id > $1 AND ($2 = '' OR u.state = $2) ORDER BY u.id LIMIT $3",
      after, state, limit);
}

Task<void> lock(db::Tx& tx, UserId id) { co_await tx.lock("SELECT id FROM users WHERE id = $1", id); }

Task<std::optional<UserId>> insert(db::Tx& tx, const Email& email, std::string_view state,
                                   std::optional<std::string> language, Time now) {
  co_return co_await tx->first<UserId>(
      "INSERT INTO users (email, state, language, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) "
      "ON CONFLICT (email) DO NOTHING RETURNING id",
      email, state, language, now);
}

Task<std::int64_t> change_state(db::Tx& tx, UserId id, std::string_view from, std::string_view to, Time now) {
  co_return co_await tx->run("UPDATE users SET state = $3, updated_at = $4 WHERE id = $1 AND state = $2", id, from, to,
                             now);
}

Task<std::int64_t> update_state(db::Tx& tx, UserId id, std::string_view state, Time now) {
  co_return co_await tx->run("UPDATE users SET state = $2, updated_at = $3 WHERE id = $1", id, state, now);
}

Task<std::int64_t> update_email(db::Tx& tx, UserId id, const Email& email, Time now) {
  co_return co_await tx->run(
      "UPDATE users SET email = $2, updated_at = $3 WHERE id = $1 "
      "AND NOT EXISTS (SELECT 1 FROM users other WHERE other.email = $2 AND other.id <> $1)",
      id, email, now);
}

Task<void> update_erasure(db::Tx& tx, UserId id, std::optional<Time> at, Time now) {
  co_await tx->run("UPDATE users SET erase_at = $2, updated_at = $3 WHERE id = $1", id, at, now);
}

Task<std::vector<UserId>> list_due(db::Conn& conn, Time now, std::int64_t limit) {
  co_return co_await conn.all<UserId>("SELECT id FROM users WHERE erase_at <= $1 ORDER BY erase_at LIMIT $2", now,
                                      limit);
}

Task<std::int64_t> remove_due(db::Tx& tx, UserId id, Time now) {
  co_return co_await tx->run("DELETE FROM users WHERE id = $1 AND erase_at <= $2", id, now);
}

Task<std::int64_t> update_group(db::Tx& tx, UserId id, std::string_view group, Time now) {
  co_return co_await tx->run(
      "UPDATE users SET group_id = (SELECT id FROM user_groups WHERE name = $2), updated_at = $3 WHERE id = $1", id,
      group, now);
}

Task<void> update_language(db::Tx& tx, UserId id, std::string_view language, Time now) {
  co_await tx->run("UPDATE users SET language = $2, updated_at = $3 WHERE id = $1", id, language, now);
}

}  // namespace foyer::accounts_store
