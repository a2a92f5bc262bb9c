#pragma once
// The statements on sessions.

#include "sessions/sessions.h"

namespace foyer {

BOOST_DESCRIBE_STRUCT(Holder, (), (user, group))

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
};

struct SessionRow {
  UserId user;
  std::int64_t generation = 0;
  db::Blob salt;
  Time rotated_at{};
  Time idle_expires_at{};
  Time absolute_expires_at{};
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (user, generation, salt, rotated_at, idle_expires_at, absolute_expires_at))

struct Advance {
  SessionId id;
  std::int64_t from = 0;  ///< the generation that must still stand
  std::string address;
  Time now{};
  Time idle_expires_at{};
};

Task<void> insert(db::Tx&, const NewRow&);
Task<void> keep_newest(db::Tx&, UserId, std::int64_t count);
Task<std::optional<SessionRow>> find(db::Conn&, SessionId);
/// Only of an active account; nothing means another request was first or the account is not active.
Task<std::int64_t> advance(db::Tx&, const Advance&);
Task<std::optional<Holder>> find_holder(db::Conn&, SessionId, Time now);
Task<std::int64_t> remove(db::Tx&, SessionId);
Task<std::int64_t> remove_all(db::Tx&, UserId);
Task<std::int64_t> remove_others(db::Tx&, UserId, SessionId kept);
Task<std::int64_t> remove_expired(db::Tx&, Time now, std::int64_t limit);

}  // namespace sessions_store
}  // namespace foyer
