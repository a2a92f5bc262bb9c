#include <fmt/format.h>

#include "auth/auth.h"
#include "auth/mail_order.h"
#include "platform/tasks/outbox.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::register_account(RegisterRequest in) {
  // Hashed for every address, so the time of an answer does not tell whether it was free.
  auto hash = co_await parts_.passwords.hash(std::move(in.password.value).take());
  if (!hash) co_return refuse(std::move(hash.error()));
  const Found found = co_await parts_.db.transact(*this, &Auth::store_registration, in.email, std::move(*hash));
  parts_.worker.wake();
  if (options_.reveal_accounts && (found == Found::active || found == Found::disabled)) {
    co_return refuse(Errc::bad_request, fmt::format("A user with the email {} already exists.", in.email.str()));
  }
  co_return MessageResponse{fmt::format(
      "User '{}' registered successfully. Please check your email to activate your account.", in.email.str())};
}

Task<Auth::Found> Auth::store_registration(db::Tx& tx, Email email, std::string hash) {
  const auto created = co_await parts_.accounts.create(tx, email, AccountState::pending);
  const auto account = co_await parts_.accounts.find(tx.conn(), email);
  if (account->state == AccountState::active) {
    co_await order_mail(tx, order_for(MailKind::account_exists, account->id));
    co_return Found::active;
  }
  if (account->state == AccountState::disabled) co_return Found::disabled;
  if (created) co_await parts_.profiles.create(tx, account->id);
  // Each registration's link carries its own password: whoever proves the address activates what they chose, not what
  // a stranger who registered the same address first chose (pre-hijacking, security.md R4).
  TokenRequest request{TokenPurpose::activate, account->id, account->email, hash};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await parts_.passwords.set(tx, account->id, std::move(hash));
  co_await order_mail(tx, order_with_link(MailKind::activation, token));
  co_return created ? Found::nobody : Found::pending;
}

Task<Result<MessageResponse>> Auth::resend_verification(EmailRequest in) {
  const Found found = co_await parts_.db.transact(*this, &Auth::renew_activation, in.email);
  parts_.worker.wake();
  if (options_.reveal_accounts && found == Found::nobody) {
    co_return refuse(Errc::not_found, "No account has this address.");
  }
  if (options_.reveal_accounts && found != Found::pending) {
    co_return refuse(Errc::bad_request, "The account is already activated.");
  }
  co_return MessageResponse{
      fmt::format("If {} awaits activation, a new activation email has been sent.", in.email.str())};
}

Task<Auth::Found> Auth::renew_activation(db::Tx& tx, Email email) {
  const auto account = co_await parts_.accounts.find(tx.conn(), email);
  if (!account) co_return Found::nobody;
  if (account->state == AccountState::active) co_return Found::active;
  if (account->state == AccountState::disabled) co_return Found::disabled;
  auto hash = co_await parts_.passwords.find(tx.conn(), account->id);
  TokenRequest request{TokenPurpose::activate, account->id, account->email, std::move(hash)};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::activation, token));
  co_return Found::pending;
}

Task<void> Auth::order_mail(db::Tx& tx, std::string arguments) {
  const Time now = parts_.clock.now();
  tasks::NewJob job{send_email_job, std::move(arguments), now, std::nullopt};
  co_await tasks::enqueue(tx, std::move(job), now);
}

}  // namespace foyer
