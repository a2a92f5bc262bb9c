#include "sessions/sessions.h"

#include "sessions/store.h"

namespace foyer {
namespace {

namespace store = sessions_store;

constexpr std::size_t salt_size = 16;

/// Of two refreshes with one token the second waits and then finds the successor, as one that comes later would.
Task<std::optional<store::SessionRow>> find_locked(db::Tx& tx, SessionId id) {
  co_return co_await tx.lock_first<store::SessionRow>(
      "SELECT user_id, generation, salt, rotated_at, idle_expires_at, absolute_expires_at, refresh_window_ends_at, "
      "refreshes_in_window FROM sessions WHERE id = $1",
      id);
}

SessionFacts facts_of(const store::SessionRow& row) {
  return {static_cast<std::uint64_t>(row.generation),
          row.rotated_at,
          row.idle_expires_at,
          row.absolute_expires_at,
          row.refreshes_in_window,
          row.refresh_window_ends_at};
}

}  // namespace

Ticket Sessions::ticket(SessionId session, UserId user, std::uint64_t generation, std::string_view salt) const {
  return {session, user, refresh_token(key_, session, generation, salt)};
}

Task<Ticket> Sessions::open(db::Tx& tx, NewSession wanted) {
  const Time now = clock_.now();
  const Time absolute = now + policy_.absolute_lifetime;
  const store::NewRow row{.id = random_.id<SessionId>(),
                          .user = wanted.user,
                          .salt = db::Blob{random_.bytes(salt_size)},
                          .device_name = std::move(wanted.device_name),
                          .user_agent = std::move(wanted.client.user_agent),
                          .address = std::move(wanted.client.address),
                          .now = now,
                          .idle_expires_at = idle_expiry(policy_, now, absolute),
                          .absolute_expires_at = absolute};
  co_await store::insert(tx, row);
  co_await store::keep_newest(tx, wanted.user, policy_.per_user);
  co_return ticket(row.id, row.user, 1, row.salt.bytes);
}

Task<std::optional<RefreshToken>> Sessions::recognise(db::Conn& conn, std::string text) {
  auto token = parse_refresh_token(text);
  if (!token) co_return std::nullopt;
  const auto row = co_await store::find(conn, token->session);
  if (!row || !is_genuine(*token, key_, row->salt.bytes)) co_return std::nullopt;
  co_return token;
}

Task<Refresh> Sessions::refresh(db::Tx& tx, RefreshToken token, std::string address) {
  const auto row = co_await find_locked(tx, token.session);
  if (!row) co_return Refresh{};
  const Time now = clock_.now();
  const auto live = static_cast<std::uint64_t>(row->generation);
  const SessionFacts facts = facts_of(*row);
  switch (judge(facts, token.generation, policy_, now)) {
    case RefreshVerdict::expired:
      co_return Refresh{};
    case RefreshVerdict::repeat:
      co_return Refresh{Refresh::Outcome::repeated, ticket(token.session, row->user, live, row->salt.bytes)};
    case RefreshVerdict::reused:
      co_await store::remove(tx, token.session);
      co_return Refresh{.outcome = Refresh::Outcome::reused, .ticket = {token.session, row->user, {}}};
    case RefreshVerdict::limited:
      co_return Refresh{.outcome = Refresh::Outcome::limited,
                        .retry_after = std::chrono::ceil<std::chrono::seconds>(row->refresh_window_ends_at - now)};
    case RefreshVerdict::rotate:
      break;
  }
  const store::Advance step{.id = token.session,
                            .from = row->generation,
                            .address = std::move(address),
                            .now = now,
                            .idle_expires_at = idle_expiry(policy_, now, row->absolute_expires_at),
                            .window = next_window(facts, policy_, now)};
  if (co_await store::advance(tx, step) == 0) co_return Refresh{};
  co_return Refresh{Refresh::Outcome::rotated, ticket(token.session, row->user, live + 1, row->salt.bytes)};
}

Task<std::optional<Holder>> Sessions::holder(db::Conn& conn, SessionId session) {
  co_return co_await store::find_holder(conn, session, clock_.now());
}

Task<std::vector<Device>> Sessions::list(db::Conn& conn, UserId user) {
  co_return co_await store::list(conn, user, clock_.now());
}

Task<std::vector<HeldSession>> Sessions::held(db::Conn& conn, UserId user) {
  co_return co_await store::list_held(conn, user);
}

Task<bool> Sessions::authenticate_again(db::Tx& tx, SessionId session) {
  co_return co_await store::update_authenticated(tx, session, clock_.now()) == 1;
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

Task<std::int64_t> Sessions::delete_expired(db::Tx& tx, std::int64_t limit) {
  co_return co_await store::remove_expired(tx, clock_.now(), limit);
}

}  // namespace foyer
