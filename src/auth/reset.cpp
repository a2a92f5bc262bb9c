#include <fmt/format.h>

#include "auth/auth.h"
#include "auth/mail_order.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::request_reset(EmailRequest in) {
  const Found found = co_await parts_.db.transact(*this, &Auth::issue_reset, in.email);
  parts_.worker.wake();
  if (options_.reveal_accounts && found == Found::nobody) {
    co_return refuse(Errc::not_found, "No account has this address.");
  }
  if (options_.reveal_accounts && found != Found::active) co_return refuse(Errc::account_not_activated);
  co_return MessageResponse{
      fmt::format("If an account exists for {}, a password reset link has been sent.", in.email.str())};
}

Task<Auth::Found> Auth::issue_reset(db::Tx& tx, Email email) {
  const auto account = co_await parts_.accounts.find(tx.conn(), email);
  if (!account) co_return Found::nobody;
  if (account->state == AccountState::pending) co_return Found::pending;
  if (account->state == AccountState::disabled) co_return Found::disabled;
  TokenRequest request{TokenPurpose::reset_password, account->id, account->email};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::password_reset, token));
  co_return Found::active;
}

Task<Result<MessageResponse>> Auth::reset_password(ResetPasswordRequest in) {
  // A token that cannot be used costs no hash; store_reset decides.
  const bool usable = co_await parts_.db.read(parts_.verification, &Verification::is_usable,
                                              TokenPurpose::reset_password, in.token.str());
  if (!usable) co_return refuse(Errc::invalid_token);
  auto hash = co_await parts_.passwords.hash(std::move(in.new_password.value).take());
  if (!hash) co_return refuse(std::move(hash.error()));
  const auto stored = co_await parts_.db.transact(*this, &Auth::store_reset, in.token.str(), std::move(*hash));
  if (!stored) co_return refuse(stored.error());
  parts_.worker.wake();
  co_return MessageResponse{"Password has been successfully reset."};
}

Task<Result<Done>> Auth::store_reset(db::Tx& tx, std::string token, std::string hash) {
  const auto proof = co_await parts_.verification.use(tx, TokenPurpose::reset_password, std::move(token));
  if (!proof) co_return refuse(Errc::invalid_token);
  const auto account = co_await parts_.accounts.find(tx.conn(), proof->user);
  const bool still_theirs = account && account->state == AccountState::active && account->email == proof->email;
  if (!still_theirs) co_return refuse(Errc::invalid_token);
  co_await parts_.passwords.set(tx, proof->user, std::move(hash));
  co_await parts_.sessions.end_all(tx, proof->user);
  co_await parts_.verification.void_all(tx, proof->user);
  co_await order_mail(tx, order_for(MailKind::password_changed, proof->user));
  co_return Done{};
}

}  // namespace foyer
