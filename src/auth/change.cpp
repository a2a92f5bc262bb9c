#include "auth/auth.h"
#include "mails/mail_order.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::change_password(ChangePasswordRequest in, Principal who, Client client) {
  const auto known = co_await parts_.db.read(parts_.passwords, &Passwords::credentials_of, who.user);
  const auto email = known ? Email::from(known->email) : std::unexpected(Violation{});
  if (!email) co_return refuse(Errc::not_authenticated);
  auto personal = too_personal(in.new_password, "new_password", *email);
  if (personal) co_return refuse(std::move(*personal));
  auto admission = co_await parts_.guard.admit_guess(*email, client);
  if (!admission) co_return refuse(std::move(admission.error()));
  const bool same = in.old_password.secret() == in.new_password.value.secret();
  // Before the old one is looked at: a refusal for want of room must not tell that it was right.
  auto hash = co_await parts_.passwords.hash(std::move(in.new_password.value).take(), source_of(client.address));
  if (!hash) co_return refuse(std::move(hash.error()));
  const auto proven =
      co_await parts_.passwords.verify(std::move(in.old_password).take(), known->hash, source_of(client.address));
  if (!proven) co_return refuse(proven.error());
  if (!*proven || same) {
    // Counted before it is answered: beyond the limit nobody learns which it was (security.md L1).
    Failure failure{event_of(AuditKind::authn_password_change_fail, client, who, *proven ? "reused" : ""),
                    std::move(admission->trial), *proven};
    auto refusal = co_await parts_.db.transact(*this, &Auth::note_failure, std::move(failure));
    co_return refuse(refusal ? std::move(*refusal) : Error{*proven ? Errc::password_reused : Errc::wrong_password});
  }
  NewSecret secret{who, *known->hash, std::move(*hash), std::move(admission->trial)};
  const auto changed = co_await parts_.db.transact(*this, &Auth::store_change, std::move(secret));
  if (!changed) co_return refuse(changed.error());
  parts_.worker.wake();
  co_return MessageResponse{"Password changed successfully."};
}

Task<Result<Done>> Auth::store_change(db::Tx& tx, NewSecret secret) {
  const UserId user = secret.who.user;
  co_await parts_.accounts.lock(tx, user);
  // Both checks again: a reset or a sign-out may have come while two hashes were computed.
  if (!co_await parts_.sessions.hold(tx, secret.who.session)) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  if (!co_await parts_.passwords.replace(tx, user, std::move(secret.proven_hash), std::move(secret.hash))) {
    co_return refuse(Errc::wrong_password);
  }
  const Client client = secret.trial.client;
  auto counted = co_await parts_.guard.count_right(tx, std::move(secret.trial));
  if (counted.refusal) co_return refuse(std::move(*counted.refusal));
  const auto ended = co_await parts_.sessions.end_others(tx, user, secret.who.session);
  co_await parts_.sessions.authenticate_again(tx, secret.who.session);
  co_await parts_.verification.void_all(tx, user);
  co_await order_mail(tx, order_for(MailKind::password_changed, user), parts_.clock.now(), client);
  if (ended > 0) {
    co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, client, secret.who, "password_change"));
  }
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::authn_password_change, client, secret.who));
}

}  // namespace foyer
