#include "sessions/sessions.h"

#include "sessions/store.h"

namespace foyer {
namespace {

namespace store = sessions_store;

constexpr std::size_t salt_size = 16;

}  // namespace

Ticket Sessions::ticket(SessionId session, UserId user, std::uint64_t generation, std::string_view salt) const {
  return {session, user, refresh_token(key_, session, generation, salt)};
}

Task<Ticket> Sessions::open(db::Tx& tx, NewSession wanted) {
  const Time now = clock_.now();
  const Time absolute = now + policy_.absolute_lifetime;
  const Time idle = idle_expiry(policy_, now, absolute);
  const store::NewRow row{.id = random_.id<SessionId>(now),
                          .user = wanted.user,
                          .salt = db::Blob{random_.bytes(salt_size)},
                          .device_name = std::move(wanted.device_name),
                          .user_agent = std::move(wanted.client.user_agent),
                          .address = std::move(wanted.client.address),
                          .now = now,
                          .idle_expires_at = idle,
                          .absolute_expires_at = absolute,
                          .sweep_at = sweep_time(idle, absolute)};
  co_await store::insert(tx, row);
  Ticket opened = ticket(row.id, row.user, 1, row.salt.bytes);
  opened.crowded_out = co_await store::keep_newest(tx, wanted.user, row.id, policy_.per_user);
  co_return opened;
}

Task<std::optional<Holder>> Sessions::holder(db::Database& database, SessionId session) {
  co_return co_await store::find_holder(database, session, clock_.now());
}

Task<std::optional<Holder>> Sessions::hold(db::Tx& tx, SessionId session) {
  co_await store::lock(tx, session);
  co_return co_await store::find_holder(tx.conn(), session, clock_.now());
}

Task<std::vector<Device>> Sessions::list(db::Conn& conn, UserId user) {
  co_return co_await store::list(conn, user, clock_.now());
}

Task<std::vector<HeldSession>> Sessions::held(db::Conn& conn, UserId user) {
  co_return co_await store::list_held(conn, user);
}

Task<void> Sessions::authenticate_again(db::Tx& tx, SessionId session) {
  co_await store::update_authenticated(tx, session, clock_.now());
}

Task<bool> Sessions::end_of(db::Tx& tx, SessionId session, UserId user) {
  co_return co_await store::remove_of(tx, session, user) == 1;
}

Task<std::optional<UserId>> Sessions::end(db::Tx& tx, SessionId session) {
  co_return co_await store::remove(tx, session);
}

Task<std::int64_t> Sessions::end_all(db::Tx& tx, UserId user) { co_return co_await store::remove_all(tx, user); }

Task<std::int64_t> Sessions::end_others(db::Tx& tx, UserId user, SessionId kept) {
  co_return co_await store::remove_others(tx, user, kept);
}

Task<db::Swept> Sessions::delete_expired(db::Tx& tx, db::Batch batch) {
  co_return co_await store::remove_expired(tx, clock_.now(), batch);
}

}  // namespace foyer
