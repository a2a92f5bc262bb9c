#include <fmt/format.h>

#include "mails/mail_order.h"
#include "rights/rights.h"
#include "rights/rules.h"

namespace foyer {
namespace {

Error same_address() {
  const FieldError same{"address_unchanged", {"body", "new_email"}, "The account has this address already"};
  return {.code = Errc::validation_error, .fields = {same}};
}

std::unexpected<Error> signed_out() { return refuse(Errc::not_authenticated, "Invalid or expired access token"); }

}  // namespace

Task<Result<MessageResponse>> Rights::change_email(ChangeEmailRequest in, Principal who, Client client) {
  if (!is_fresh(who.authenticated_at, parts_.clock.now())) co_return refuse(Errc::reauthentication_required);
  const auto present = co_await parts_.db.read(*this, &Rights::address_of, who.user);
  if (!present) co_return signed_out();
  if (*present == in.new_email.str()) co_return refuse(same_address());
  auto refusal = co_await parts_.guard.admit_mail_request("change_email", in.new_email, client);
  if (refusal) co_return refuse(std::move(*refusal));
  const auto ordered =
      co_await parts_.db.transact(*this, &Rights::order_change, in.new_email, std::move(who), std::move(client));
  if (!ordered) co_return refuse(ordered.error());
  parts_.worker.wake();
  co_return MessageResponse{fmt::format(
      "A link to confirm the new address was sent to {}. Until then your address stays as it is.", in.new_email.str())};
}

Task<std::optional<std::string>> Rights::address_of(db::Conn& conn, UserId user) {
  auto account = co_await parts_.accounts.find(conn, user);
  co_return account ? std::optional{std::move(account->email)} : std::nullopt;
}

/// The same statements whoever has the new address (security.md E2): what its mailbox is told is decided when the mail
/// is sent (see Mails).
Task<Result<Done>> Rights::order_change(db::Tx& tx, Email wanted, Principal who, Client client) {
  co_await parts_.accounts.lock(tx, who.user);
  if (!co_await parts_.sessions.hold(tx, who.session)) co_return signed_out();
  co_await parts_.verification.void_purpose(tx, who.user, TokenPurpose::change_email);
  TokenRequest request{TokenPurpose::change_email, who.user, wanted.str()};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::email_confirm, token), parts_.clock.now(), client);
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::email_change_requested, client, who));
}

}  // namespace foyer
