#include "auth/auth.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::reauthenticate(ReauthenticateRequest in, Principal who, Client client) {
  auto attempt = co_await parts_.db.note(*this, &Auth::begin_proof, who.user, client);
  if (attempt.refusal) co_return refuse(std::move(*attempt.refusal));
  const auto proven = co_await prove(attempt, std::move(in.password).take());
  if (!proven) co_return refuse(proven.error());
  if (!*proven) {
    Failure failure{event_of(AuditKind::authn_reauthenticate_fail, client, who), std::move(*attempt.guess)};
    co_await parts_.db.transact(*this, &Auth::note_failure, std::move(failure));
    co_return refuse(Errc::wrong_password);
  }
  Proven proof{who, std::move(*attempt.guess), std::move(client)};
  if (!co_await parts_.db.transact(*this, &Auth::store_proof, std::move(proof))) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  co_return MessageResponse{"Password confirmed."};
}

Task<Auth::Attempt> Auth::begin_proof(db::Tx& tx, UserId user, Client client) {
  auto account = co_await parts_.accounts.find(tx.conn(), user);
  const auto email = account ? Email::from(account->email) : std::unexpected(Violation{});
  if (!email) co_return Attempt{.refusal = Error{.code = Errc::not_authenticated}};
  auto guess = co_await parts_.guard.admit_guess(tx, *email, std::move(client));
  if (!guess) co_return Attempt{.refusal = std::move(guess.error())};
  auto hash = co_await parts_.passwords.find(tx.conn(), user);
  co_return Attempt{.guess = std::move(*guess), .known = Known{std::move(*account), std::move(hash)}};
}

Task<bool> Auth::store_proof(db::Tx& tx, Proven proven) {
  co_await parts_.guard.guesses().forgive(tx, std::move(proven.guess));
  co_await parts_.audit.record(tx, event_of(AuditKind::authn_reauthenticate, proven.client, proven.who));
  co_return co_await parts_.sessions.authenticate_again(tx, proven.who.session);
}

}  // namespace foyer
