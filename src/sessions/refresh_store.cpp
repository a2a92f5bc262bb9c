#include "sessions/refresh_store.h"

namespace foyer::sessions_store {
namespace {

constexpr db::Sql standing =
    "SELECT user_id, generation, salt, rotated_at, idle_expires_at, absolute_expires_at, refresh_window_ends_at, "
    "refreshes_in_window, (SELECT g.name FROM users u JOIN user_groups g ON g.id = u.group_id "
    "WHERE u.id = sessions.user_id AND u.state = 'active') FROM sessions WHERE id = $1";

}  // namespace

Task<std::optional<StandingRow>> find_standing(db::Conn& conn, SessionId id) {
  co_return co_await conn.first<StandingRow>(standing, id);
}

Task<std::optional<StandingRow>> lock_standing(db::Tx& tx, SessionId id) {
  co_return co_await tx.lock_first<StandingRow>(standing, id);
}

}  // namespace foyer::sessions_store
