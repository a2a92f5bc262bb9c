#include "auth/auth.h"
#include "auth/mail_order.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::change_password(ChangePasswordRequest in, Principal who) {
  const auto stored = co_await parts_.db.read(*this, &Auth::find_hash, who.user);
  const bool same = in.old_password.secret() == in.new_password.value.secret();
  const auto proven = co_await parts_.passwords.verify(std::move(in.old_password).take(), stored);
  if (!proven) co_return refuse(proven.error());
  if (!*proven) co_return refuse(Errc::wrong_password);
  if (same) co_return refuse(Errc::password_reused);
  auto hash = co_await parts_.passwords.hash(std::move(in.new_password.value).take());
  if (!hash) co_return refuse(std::move(hash.error()));
  NewSecret secret{who.user, who.session, *stored, std::move(*hash)};
  const auto changed = co_await parts_.db.transact(*this, &Auth::store_change, std::move(secret));
  if (!changed) co_return refuse(changed.error());
  parts_.worker.wake();
  co_return MessageResponse{"Password changed successfully."};
}

Task<std::optional<std::string>> Auth::find_hash(db::Conn& conn, UserId user) {
  co_return co_await parts_.passwords.find(conn, user);
}

Task<Result<Done>> Auth::store_change(db::Tx& tx, NewSecret secret) {
  // Both checks again: a reset or a sign-out may have come while two hashes were computed.
  const auto holder = co_await parts_.sessions.holder(tx.conn(), secret.kept);
  if (!holder) co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  if (!co_await parts_.passwords.replace(tx, secret.user, std::move(secret.proven_hash), std::move(secret.hash))) {
    co_return refuse(Errc::wrong_password);
  }
  co_await parts_.sessions.end_others(tx, secret.user, secret.kept);
  co_await parts_.verification.void_all(tx, secret.user);
  co_await order_mail(tx, order_for(MailKind::password_changed, secret.user));
  co_return Done{};
}

}  // namespace foyer
