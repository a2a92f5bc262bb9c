#pragma once
// The statements on sessions.

#include "sessions/sessions.h"

namespace foyer {

BOOST_DESCRIBE_STRUCT(Holder, (), (user, group, authenticated_at))
BOOST_DESCRIBE_STRUCT(Device, (), (id, name, user_agent, address, created_at, last_seen_at))

namespace sessions_store {

struct NewRow {
  SessionId id;
  UserId user;
  db::Blob salt;
  std::optional<std::string> device_name;
  std::string user_agent;
  std::string address;
  Time now{};
  Time idle_expires_at{};
  Time absolute_expires_at{};
  Time sweep_at{};
};

/// How a session stands, which a refresh decides by.
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

struct Advance {
  SessionId id;
  std::int64_t from = 0;  ///< the generation that must still stand
  std::string address;
  Time now{};
  Time idle_expires_at{};
  Time sweep_at{};
  RefreshWindow window;
};

Task<void> insert(db::Tx&, const NewRow&);
/// `newest` and those last seen before it, whatever their clocks said; how many ended.
Task<std::int64_t> keep_newest(db::Tx&, UserId, SessionId newest, std::int64_t count);
Task<std::optional<StandingRow>> find_standing(db::Database&, SessionId);
/// Of two refreshes with one token the second waits here and then finds the successor, as one that comes later would.
Task<std::optional<StandingRow>> lock_standing(db::Tx&, SessionId);
/// Only of an active account; nothing means another request was first, or holds the row, or the account is not active.
/// Counts a refresh that changes nothing else.
Task<void> set_window(db::Tx&, SessionId, RefreshWindow);
Task<std::int64_t> advance(db::Database&, const Advance&);
Task<std::int64_t> advance(db::Tx&, const Advance&);
Task<std::optional<Holder>> find_holder(db::Database&, SessionId, Time now);
Task<std::optional<Holder>> find_holder(db::Conn&, SessionId, Time now);
/// Nobody changes or deletes the row until this transaction ends.
Task<void> lock(db::Tx&, SessionId);
/// Alive ones, the longest unseen last.
Task<std::vector<Device>> list(db::Conn&, UserId, Time now);
Task<std::vector<HeldSession>> list_held(db::Conn&, UserId);
Task<void> update_authenticated(db::Tx&, SessionId, Time now);
Task<std::optional<UserId>> remove(db::Tx&, SessionId);
Task<std::int64_t> remove_of(db::Tx&, SessionId, UserId);
Task<std::int64_t> remove_all(db::Tx&, UserId);
Task<std::int64_t> remove_others(db::Tx&, UserId, SessionId kept);
Task<db::Swept> remove_expired(db::Tx&, Time now, db::Batch);

}  // namespace sessions_store
}  // namespace foyer
