#include "rights/exports_store.h"

namespace foyer::exports_store {

Task<std::optional<ExportRow>> find(db::Conn& conn, UserId user, Time now) {
  co_return co_await conn.first<ExportRow>(
      "SELECT ordered_at, sealed, expires_at FROM exports WHERE user_id = $1 AND expires_at > $2", user, now);
}

Task<bool> insert(db::Tx& tx, UserId user, Time now, Time expires_at) {
  const auto changed = co_await tx->run(
      "INSERT INTO exports (user_id, ordered_at, sealed, expires_at) SELECT id, $2, NULL, $3 FROM users WHERE id = $1 "
      "ON CONFLICT (user_id) DO UPDATE SET ordered_at = excluded.ordered_at, sealed = NULL, "
      "expires_at = excluded.expires_at WHERE exports.expires_at <= $2",
      user, now, expires_at);
  co_return changed == 1;
}

Task<bool> fulfil(db::Tx& tx, UserId user, Time ordered_at, const db::Blob& sealed, Time expires_at) {
  const auto changed = co_await tx->run(
      "UPDATE exports SET sealed = $3, expires_at = $4 WHERE user_id = $1 AND ordered_at = $2 AND sealed IS NULL", user,
      ordered_at, sealed, expires_at);
  co_return changed == 1;
}

Task<std::int64_t> remove(db::Tx& tx, UserId user) {
  co_return co_await tx->run("DELETE FROM exports WHERE user_id = $1", user);
}

Task<std::int64_t> remove_expired(db::Tx& tx, Time now, std::int64_t limit) {
  constexpr db::Sql expired{
      "DELETE FROM exports WHERE user_id IN (SELECT user_id FROM exports WHERE expires_at <= $1 ORDER BY expires_at "
      "LIMIT $2)",
      "DELETE FROM exports WHERE ctid = ANY (ARRAY(SELECT ctid FROM exports WHERE expires_at <= $1 ORDER BY expires_at "
      "LIMIT $2))"};
  co_return co_await tx->run(expired, now, limit);
}

}  // namespace foyer::exports_store
