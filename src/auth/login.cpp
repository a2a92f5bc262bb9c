#include "auth/auth.h"
#include "platform/observe/log.h"

namespace foyer {

Task<Result<TokenResponse>> Auth::login(LoginRequest in, Client client) {
  const auto known = co_await parts_.db.read(*this, &Auth::find_known, in.email);
  const auto stored = known ? known->hash : std::nullopt;
  const auto proven = co_await parts_.passwords.verify(in.password.secret().copy(), stored);
  if (!proven) co_return refuse(proven.error());
  // One answer for an unknown address, a wrong password and a disabled account (security.md E1).
  if (!*proven || known->account.state == AccountState::disabled) {
    log::info("login refused", {{"request_id", client.request_id}, {"address", client.address}});
    co_return refuse(Errc::invalid_credentials);
  }
  if (known->account.state == AccountState::pending) co_return refuse(Errc::account_not_activated);

  std::optional<std::string> better;
  if (parts_.passwords.is_outdated(*stored)) {
    auto rehashed = co_await parts_.passwords.hash(std::move(in.password).take());
    if (rehashed) better = std::move(*rehashed);  // a full queue only means that a later login upgrades the hash
  }
  std::optional<std::string> device_name;
  if (in.device_name) device_name = in.device_name->str();
  NewSession session{known->account.id, std::move(client), std::move(device_name)};
  Opening opening{known->account.id, *stored, std::move(better), std::move(session)};
  const auto ticket = co_await parts_.db.transact(*this, &Auth::open_session, std::move(opening));
  if (!ticket) co_return refuse(ticket.error());
  co_return tokens_for(*ticket, known->account.group);
}

Task<std::optional<Auth::Known>> Auth::find_known(db::Conn& conn, Email email) {
  auto account = co_await parts_.accounts.find(conn, std::move(email));
  if (!account) co_return std::nullopt;
  auto hash = co_await parts_.passwords.find(conn, account->id);
  co_return Known{std::move(*account), std::move(hash)};
}

Task<Result<Ticket>> Auth::open_session(db::Tx& tx, Opening opening) {
  // The hash took a fifth of a second: a reset or a ban may have come between proof and session.
  const auto account = co_await parts_.accounts.find(tx.conn(), opening.user);
  const auto hash = co_await parts_.passwords.find(tx.conn(), opening.user);
  if (!account || account->state != AccountState::active || hash != opening.proven_hash) {
    co_return refuse(Errc::invalid_credentials);
  }
  if (opening.better_hash) {
    co_await parts_.passwords.replace(tx, opening.user, opening.proven_hash, *opening.better_hash);
  }
  co_return co_await parts_.sessions.open(tx, std::move(opening.session));
}

TokenResponse Auth::tokens_for(const Ticket& ticket, std::string_view group) const {
  return {.access_token = parts_.access_tokens.issue(ticket.user, ticket.session, group),
          .refresh_token = ticket.refresh_token,
          .token_type = "bearer",
          .expires_in = parts_.access_tokens.lifetime()};
}

}  // namespace foyer
