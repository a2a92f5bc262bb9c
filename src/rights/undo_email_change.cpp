#include <fmt/format.h>

#include "mails/mail_order.h"
#include "rights/rights.h"

namespace foyer {

Task<Result<MessageResponse>> Rights::undo_email_change(UndoEmailChangeRequest in, Client client) {
  auto refusal = co_await parts_.guard.admit_token_try(client);
  if (refusal) co_return refuse(std::move(*refusal));
  const auto email = co_await parts_.db.transact(*this, &Rights::undo, in.token.str(), std::move(client));
  if (!email) co_return refuse(email.error());
  parts_.worker.wake();
  co_return MessageResponse{
      fmt::format("The account has the address {} again. All devices were signed out, and a link to choose a new "
                  "password was sent to it.",
                  *email)};
}

/// Takes the account back from whoever moved it: they knew the password, held a session, or both, and may have ordered
/// its erasure.
Task<Result<std::string>> Rights::undo(db::Tx& tx, std::string token, Client client) {
  const auto proof = co_await parts_.verification.use(tx, TokenPurpose::undo_email_change, token);
  if (!proof) co_return co_await undone_before(tx.conn(), std::move(token));
  const auto account = co_await parts_.accounts.find(tx.conn(), proof->user);
  const auto old = Email::from(proof->email);
  if (!account || !old || account->state != AccountState::active) co_return refuse(Errc::invalid_token);
  if (!co_await take_address(tx, proof->user, *old, proof->issued_at)) co_return refuse(Errc::invalid_token);
  co_await parts_.passwords.remove(tx, proof->user);
  const auto ended = co_await parts_.sessions.end_all(tx, proof->user);
  co_await parts_.verification.void_all(tx, proof->user);
  // A thief who moved the account twice holds a link back to the address in between.
  co_await parts_.verification.void_later_undos(tx, *proof);
  co_await parts_.guard.guesses().forget(tx, *old);
  co_await parts_.devices.forget(tx, proof->user);
  if (account->erase_at) {
    co_await parts_.accounts.set_erasure(tx, proof->user, std::nullopt);
    co_await parts_.audit.record(tx, event_of(AuditKind::user_deleted, client, proof->user, "kept"));
  }
  TokenRequest request{TokenPurpose::reset_password, proof->user, old->str()};
  const TokenId reset = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::email_undone, reset), parts_.clock.now(), client);
  if (ended > 0) {
    co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, client, proof->user, "email_change_undone"));
  }
  co_await parts_.audit.record(tx, event_of(AuditKind::email_change_undone, client, proof->user));
  co_return old->str();
}

/// A second press is no error while the account has the address the first one gave back.
Task<Result<std::string>> Rights::undone_before(db::Conn& conn, std::string token) {
  const auto used = co_await parts_.verification.find_used(conn, TokenPurpose::undo_email_change, std::move(token));
  if (!used) co_return refuse(Errc::invalid_token);
  const auto address = co_await address_of(conn, used->user);
  if (address != used->email) co_return refuse(Errc::invalid_token);
  co_return *address;
}

}  // namespace foyer
