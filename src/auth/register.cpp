#include <fmt/format.h>

#include "auth/auth.h"
#include "auth/even_answer.h"
#include "core/enum_names.h"
#include "mails/mail_order.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::register_account(RegisterRequest in, Client client) {
  const EvenAnswer even{options_.hashing_step};
  auto personal = too_personal(in.password, "password", in.email);
  if (personal) co_return refuse(std::move(*personal));
  auto refusal = co_await parts_.guard.admit_registration(client);
  if (refusal) co_return refuse(std::move(*refusal));
  if (options_.reveal_accounts) {
    const auto state = co_await parts_.db.read(*this, &Auth::state_of, in.email);
    if (state && *state != AccountState::pending) {
      co_return refuse(Errc::bad_request, fmt::format("A user with the email {} already exists.", in.email.str()));
    }
  }
  // Hashed for every address, so the time of an answer does not tell whether it was free.
  auto hash = co_await parts_.passwords.hash(std::move(in.password.value).take(), source_of(client.address));
  if (!hash) co_return refuse(std::move(hash.error()));
  // Behind the hash: a busy server that asks its viewers to come back must not have counted a mail that it never sent.
  // Of a kind of its own: requests to send a link again, which anyone can make, must not keep an address from
  // registering.
  refusal = co_await parts_.guard.admit_mail("register", in.email, client);
  if (refusal) co_return refuse(std::move(*refusal));
  Registration registration{in.email, std::move(*hash), std::move(client)};
  co_await parts_.db.transact(*this, &Auth::store_registration, std::move(registration));
  parts_.worker.wake();
  co_await even.wait();
  co_return MessageResponse{fmt::format(
      "User '{}' registered successfully. Please check your email to activate your account.", in.email.str())};
}

/// The same statements for a new, pending, active or disabled account (security.md E2). What they mean differs: the
/// password of an account that is not pending stays, and its mail says so instead of bringing a link (see Mails).
Task<Done> Auth::store_registration(db::Tx& tx, Registration wanted) {
  const auto created = co_await parts_.accounts.create(tx, wanted.email, AccountState::pending, wanted.client.language);
  auto account = co_await parts_.accounts.find(tx.conn(), wanted.email);
  if (account) {
    // The statements below ask for its state again: it may be activated at this moment.
    co_await parts_.accounts.lock(tx, account->id);
    account = co_await parts_.accounts.find(tx.conn(), wanted.email);
  }
  if (!account) throw db::Unavailable{"the account was erased while it was registered again"};
  co_await parts_.profiles.create(tx, account->id);
  // Each registration's link carries its own password: whoever proves the address activates what they chose, not what
  // a stranger who registered the same address first chose (pre-hijacking, security.md R4).
  TokenRequest request{TokenPurpose::activate, account->id, account->email, wanted.hash};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await parts_.passwords.set_while_pending(tx, account->id, std::move(wanted.hash));
  co_await order_mail(tx, order_with_link(MailKind::activation, token), parts_.clock.now(), wanted.client);
  AuditEvent event = event_of(AuditKind::user_created, wanted.client, account->id, created ? "" : "again");
  co_return co_await parts_.audit.record(tx, std::move(event));
}

std::optional<Error> Auth::too_personal(const NewPassword& wanted, std::string_view field, const Email& email) const {
  auto violation = foyer::too_personal(wanted.value.secret().reveal(), email, options_.password_rules);
  if (!violation) return std::nullopt;
  FieldError error{violation->type, {"body", std::string{field}}, std::move(violation->msg)};
  return Error{.code = Errc::validation_error, .fields = {std::move(error)}};
}

Task<std::optional<AccountState>> Auth::state_of(db::Conn& conn, Email email) {
  const auto account = co_await parts_.accounts.find(conn, std::move(email));
  co_return account ? std::optional{account->state} : std::nullopt;
}

Task<Result<MessageResponse>> Auth::resend_verification(EmailRequest in, Client client) {
  auto message = fmt::format("If {} awaits activation, a new activation email has been sent.", in.email.str());
  auto refusal = co_await request_link(TokenPurpose::activate, in.email, std::move(client));
  if (refusal) co_return refuse(std::move(*refusal));
  if (options_.reveal_accounts) {  // counted first, or addresses could be tried without end
    const auto state = co_await parts_.db.read(*this, &Auth::state_of, in.email);
    if (!state) co_return refuse(Errc::not_found, "No account has this address.");
    if (*state != AccountState::pending) co_return refuse(Errc::bad_request, "The account is already activated.");
  }
  co_return MessageResponse{std::move(message)};
}

/// Leaves one job behind, whatever the address (see LinkRequests); the error to answer if there were too many.
Task<std::optional<Error>> Auth::request_link(TokenPurpose purpose, Email email, Client client) {
  const EvenAnswer even{options_.mailing_step};
  auto refusal = co_await parts_.guard.admit_mail_request(std::string{enum_name(purpose)}, email, client);
  if (refusal) co_return refusal;
  co_await parts_.db.transact(parts_.links, &LinkRequests::order, purpose, std::move(email), std::move(client));
  parts_.worker.wake();
  co_await even.wait();
  co_return std::nullopt;
}

}  // namespace foyer
