#include <fmt/format.h>

#include "auth/auth.h"
#include "mails/mail_order.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::request_reset(EmailRequest in, Client client) {
  auto message = fmt::format("If an account exists for {}, a password reset link has been sent.", in.email.str());
  auto refusal = co_await request_link(TokenPurpose::reset_password, in.email, std::move(client));
  if (refusal) co_return refuse(std::move(*refusal));
  if (options_.reveal_accounts) {  // counted first, or addresses could be tried without end
    const auto state = co_await parts_.db.read(*this, &Auth::state_of, in.email);
    if (!state) co_return refuse(Errc::not_found, "No account has this address.");
    if (*state != AccountState::active) co_return refuse(Errc::account_not_activated);
  }
  co_return MessageResponse{std::move(message)};
}

Task<Result<MessageResponse>> Auth::reset_password(ResetPasswordRequest in, Client client) {
  auto refusal = co_await parts_.guard.admit_token_try(client);
  if (refusal) co_return refuse(std::move(*refusal));
  // A token that cannot be used costs no hash; store_reset decides.
  const auto proof =
      co_await parts_.db.read(parts_.verification, &Verification::peek, TokenPurpose::reset_password, in.token.str());
  const auto email = proof ? Email::from(proof->email) : std::unexpected(Violation{});
  if (!email) co_return refuse(Errc::invalid_token);
  auto personal = too_personal(in.new_password, "new_password", *email);
  if (personal) co_return refuse(std::move(*personal));
  auto hash = co_await parts_.passwords.hash(std::move(in.new_password.value).take(), source_of(client.address));
  if (!hash) co_return refuse(std::move(hash.error()));
  Reset reset{in.token.str(), std::move(*hash), std::move(client)};
  const auto stored = co_await parts_.db.transact(*this, &Auth::store_reset, std::move(reset));
  if (!stored) co_return refuse(stored.error());
  parts_.worker.wake();
  co_return MessageResponse{"Password has been successfully reset."};
}

Task<Result<Done>> Auth::store_reset(db::Tx& tx, Reset reset) {
  const auto proof = co_await parts_.verification.use(tx, TokenPurpose::reset_password, std::move(reset.token));
  if (!proof) co_return refuse(Errc::invalid_token);
  const auto account = co_await parts_.accounts.find(tx.conn(), proof->user);
  const auto email = Email::from(proof->email);
  const bool still_theirs =
      account && email && account->state == AccountState::active && account->email == email->str();
  if (!still_theirs) co_return refuse(Errc::invalid_token);
  co_await parts_.passwords.set(tx, proof->user, std::move(reset.hash));
  const auto ended = co_await parts_.sessions.end_all(tx, proof->user);
  co_await parts_.verification.void_all(tx, proof->user);
  co_await parts_.guard.guesses().forget(tx, *email);
  // Whoever knew the old password may have signed in: their place and device are strange again. That of the reset is
  // not, or strangers who guess could keep the owner from signing in right after it.
  co_await parts_.devices.forget(tx, proof->user);
  co_await parts_.devices.remember_source(tx, proof->user, source_of(reset.client.address));
  co_await order_mail(tx, order_for(MailKind::password_changed, proof->user), parts_.clock.now(), reset.client);
  if (ended > 0) {
    co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, reset.client, proof->user, "password_reset"));
  }
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::authn_password_reset, reset.client, proof->user));
}

}  // namespace foyer
