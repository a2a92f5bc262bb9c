#pragma once
// The statement that a refresh decides by.

#include "sessions/sessions.h"

namespace foyer::sessions_store {

struct StandingRow {
  UserId user;
  std::int64_t generation = 0;
  db::Blob salt;
  Time rotated_at{};
  Time idle_expires_at{};
  Time absolute_expires_at{};
  Time refresh_window_ends_at{};
  std::int64_t refreshes_in_window = 0;
  std::optional<std::string> group;  ///< nothing: the account is not active
};
BOOST_DESCRIBE_STRUCT(StandingRow, (),
                      (user, generation, salt, rotated_at, idle_expires_at, absolute_expires_at, refresh_window_ends_at,
                       refreshes_in_window, group))

Task<std::optional<StandingRow>> find_standing(db::Conn&, SessionId);
/// Of two refreshes with one token the second waits here and then finds the successor, as one that comes later would.
Task<std::optional<StandingRow>> lock_standing(db::Tx&, SessionId);

}  // namespace foyer::sessions_store
