#include "auth/auth.h"
#include "mails/mail_order.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::change_password(ChangePasswordRequest in, Principal who, Client client) {
  const auto email = co_await parts_.db.read(*this, &Auth::address_of, who.user);
  if (!email) co_return refuse(Errc::not_authenticated);
  auto personal = too_personal(in.new_password, "new_password", *email);
  if (personal) co_return refuse(std::move(*personal));
  auto attempt = co_await parts_.db.note(*this, &Auth::begin_proof, who.user, client);
  if (attempt.refusal) co_return refuse(std::move(*attempt.refusal));
  const bool same = in.old_password.secret() == in.new_password.value.secret();
  const auto proven = co_await prove(attempt, std::move(in.old_password).take());
  if (!proven) co_return refuse(proven.error());
  if (!*proven) {
    Failure failure{event_of(AuditKind::authn_password_change_fail, client, who), std::move(*attempt.guess)};
    co_await parts_.db.transact(*this, &Auth::note_failure, std::move(failure));
    co_return refuse(Errc::wrong_password);
  }
  Result<std::string> hash = refuse(Errc::password_reused);
  if (!same) hash = co_await parts_.passwords.hash(std::move(in.new_password.value).take());
  if (!hash) {
    co_await parts_.db.transact(*this, &Auth::take_back, std::move(*attempt.guess));
    co_return refuse(std::move(hash.error()));
  }
  NewSecret secret{who, *attempt.known->hash, std::move(*hash), std::move(*attempt.guess), std::move(client)};
  const auto changed = co_await parts_.db.transact(*this, &Auth::store_change, std::move(secret));
  if (!changed) co_return refuse(changed.error());
  parts_.worker.wake();
  co_return MessageResponse{"Password changed successfully."};
}

Task<std::optional<Email>> Auth::address_of(db::Conn& conn, UserId user) {
  const auto account = co_await parts_.accounts.find(conn, user);
  const auto email = account ? Email::from(account->email) : std::unexpected(Violation{});
  co_return email ? std::optional{*email} : std::nullopt;
}

Task<Result<Done>> Auth::store_change(db::Tx& tx, NewSecret secret) {
  const UserId user = secret.who.user;
  // Both checks again: a reset or a sign-out may have come while two hashes were computed.
  const auto holder = co_await parts_.sessions.holder(tx.conn(), secret.who.session);
  if (!holder) co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  if (!co_await parts_.passwords.replace(tx, user, std::move(secret.proven_hash), std::move(secret.hash))) {
    co_return refuse(Errc::wrong_password);
  }
  co_await parts_.guard.guesses().forgive(tx, std::move(secret.guess));
  co_await parts_.sessions.end_others(tx, user, secret.who.session);
  co_await parts_.sessions.authenticate_again(tx, secret.who.session);
  co_await parts_.verification.void_all(tx, user);
  co_await order_mail(tx, order_for(MailKind::password_changed, user), parts_.clock.now());
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::authn_password_change, secret.client, secret.who));
}

}  // namespace foyer
