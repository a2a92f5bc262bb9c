#include "auth/auth.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::reauthenticate(ReauthenticateRequest in, Principal who, Client client) {
  const auto known = co_await parts_.db.read(parts_.passwords, &Passwords::credentials_of, who.user);
  const auto email = known ? Email::from(known->email) : std::unexpected(Violation{});
  if (!email) co_return refuse(Errc::not_authenticated);
  auto admission = co_await parts_.guard.admit_guess(*email, client);
  if (!admission) co_return refuse(std::move(admission.error()));
  const auto proven =
      co_await parts_.passwords.verify(std::move(in.password).take(), known->hash, source_of(client.address));
  if (!proven) co_return refuse(proven.error());
  if (!*proven) {
    Failure failure{event_of(AuditKind::authn_reauthenticate_fail, client, who), std::move(admission->trial)};
    auto refusal = co_await parts_.db.transact(*this, &Auth::note_failure, std::move(failure));
    co_return refuse(refusal ? std::move(*refusal) : Error{Errc::wrong_password});
  }
  Proven proof{who, std::move(admission->trial)};
  const auto stored = co_await parts_.db.transact(*this, &Auth::store_proof, std::move(proof));
  if (!stored) co_return refuse(stored.error());
  co_return MessageResponse{"Password confirmed."};
}

Task<Result<Done>> Auth::store_proof(db::Tx& tx, Proven proven) {
  co_await parts_.accounts.lock(tx, proven.who.user);
  if (!co_await parts_.sessions.hold(tx, proven.who.session)) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  const Client client = proven.trial.client;
  auto counted = co_await parts_.guard.count_right(tx, std::move(proven.trial));
  if (counted.refusal) co_return refuse(std::move(*counted.refusal));
  co_await parts_.sessions.authenticate_again(tx, proven.who.session);
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::authn_reauthenticate, client, proven.who));
}

}  // namespace foyer
