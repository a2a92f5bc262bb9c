// How a presented refresh token becomes the next one.
#include "sessions/sessions.h"
#include "sessions/store.h"

namespace foyer {
namespace {

namespace store = sessions_store;

Presented presented_of(RefreshToken token, store::StandingRow row) {
  return {.token = std::move(token),
          .user = row.user,
          .facts = {static_cast<std::uint64_t>(row.generation), row.rotated_at, row.idle_expires_at,
                    row.absolute_expires_at, row.refreshes_in_window, row.refresh_window_ends_at},
          .salt = std::move(row.salt.bytes),
          .group = std::move(row.group)};
}

store::Advance step_of(const Presented& presented, std::string address, const SessionPolicy& policy, Time now) {
  const SessionFacts& facts = presented.facts;
  const Time idle = idle_expiry(policy, now, facts.absolute_expires_at);
  return {.id = presented.token.session,
          .from = static_cast<std::int64_t>(facts.generation),
          .address = std::move(address),
          .now = now,
          .idle_expires_at = idle,
          .sweep_at = sweep_time(idle, facts.absolute_expires_at),
          .window = next_window(facts, policy, now)};
}

}  // namespace

Task<std::optional<Presented>> Sessions::present(db::Database& database, std::string text) {
  auto token = parse_refresh_token(text);
  if (!token) co_return std::nullopt;
  auto row = co_await store::find_standing(database, token->session);
  if (!row || !is_genuine(*token, key_, row->salt.bytes)) co_return std::nullopt;
  co_return presented_of(std::move(*token), std::move(*row));
}

bool Sessions::rotates(const Presented& presented) const {
  return presented.group &&
         judge(presented.facts, presented.token.generation, policy_, clock_.now()) == RefreshVerdict::rotate;
}

Refresh Sessions::rotated(const Presented& presented) const {
  return {.outcome = Refresh::Outcome::rotated,
          .ticket = ticket(presented.token.session, presented.user, presented.facts.generation + 1, presented.salt),
          .group = presented.group.value_or("")};
}

Task<Refresh> Sessions::rotate(db::Database& database, Presented presented, std::string address) {
  const store::Advance step = step_of(presented, std::move(address), policy_, clock_.now());
  if (co_await store::advance(database, step) == 0) co_return Refresh{};
  co_return rotated(presented);
}

Task<Refresh> Sessions::refresh(db::Tx& tx, RefreshToken token, std::string address) {
  auto row = co_await store::lock_standing(tx, token.session);
  if (!row) co_return Refresh{};
  Presented presented = presented_of(std::move(token), std::move(*row));
  const SessionFacts& facts = presented.facts;
  const SessionId session = presented.token.session;
  const Time now = clock_.now();
  switch (judge(facts, presented.token.generation, policy_, now)) {
    case RefreshVerdict::expired:
      co_return Refresh{};
    case RefreshVerdict::repeat:
      if (!presented.group) co_return Refresh{};
      co_await store::set_window(tx, session, next_window(facts, policy_, now));
      co_return Refresh{.outcome = Refresh::Outcome::repeated,
                        .ticket = ticket(session, presented.user, facts.generation, presented.salt),
                        .group = *presented.group};
    case RefreshVerdict::reused:
      co_await store::remove(tx, session);
      co_return Refresh{.outcome = Refresh::Outcome::reused, .ticket = {session, presented.user, {}}};
    case RefreshVerdict::limited: {
      const RefreshWindow window = next_window(facts, policy_, now);
      const bool first = window.refreshes == policy_.refreshes + 1;
      if (first) co_await store::set_window(tx, session, window);
      co_return Refresh{.outcome = Refresh::Outcome::limited,
                        .ticket = {session, presented.user, {}},
                        .retry_after = std::chrono::ceil<std::chrono::seconds>(facts.refresh_window_ends_at - now),
                        .first_refusal = first};
    }
    case RefreshVerdict::rotate:
      break;
  }
  if (!presented.group) co_return Refresh{};
  const store::Advance step = step_of(presented, std::move(address), policy_, now);
  tx.commit_with_next();
  if (co_await store::advance(tx, step) == 0) co_return Refresh{};
  co_return rotated(presented);
}

}  // namespace foyer
