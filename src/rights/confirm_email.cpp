#include <fmt/format.h>

#include "mails/mail_order.h"
#include "platform/limits/source.h"
#include "rights/rights.h"

namespace foyer {
namespace {

MessageResponse confirmed(std::string_view email, std::string_view devices) {
  return {fmt::format("Your address is now {}. {} devices were signed out.", email, devices)};
}

}  // namespace

Task<Result<MessageResponse>> Rights::confirm_email(ConfirmEmailRequest in, Principal who, Client client) {
  auto refusal = co_await parts_.guard.admit_token_try(client);
  if (refusal) co_return refuse(std::move(*refusal));
  Confirmation wanted{.token = in.token.str(), .who = std::move(who), .client = std::move(client)};
  const auto email = co_await parts_.db.transact(*this, &Rights::confirm, std::move(wanted));
  if (!email) co_return refuse(email.error());
  parts_.worker.wake();
  co_return confirmed(*email, "Other");
}

Task<Result<MessageResponse>> Rights::confirm_email_by_password(ConfirmEmailForm in, Client client) {
  auto refusal = co_await parts_.guard.admit_token_try(client);
  if (refusal) co_return refuse(std::move(*refusal));
  // A token that cannot be used costs no hash; confirm decides.
  const auto proof =
      co_await parts_.db.read(parts_.verification, &Verification::peek, TokenPurpose::change_email, in.token.str());
  if (!proof) co_return refuse(Errc::invalid_token);
  const auto address = co_await parts_.db.read(*this, &Rights::address_of, proof->user);
  const auto email = address ? Email::from(*address) : std::unexpected(Violation{});
  if (!email) co_return refuse(Errc::invalid_token);
  auto admission = co_await parts_.guard.admit_guess(*email, client);
  if (!admission) co_return refuse(std::move(admission.error()));
  auto hash = co_await parts_.db.read(parts_.passwords, &Passwords::find, proof->user);
  const auto proven = co_await parts_.passwords.verify(std::move(in.password).take(), hash, source_of(client.address));
  if (!proven) co_return refuse(proven.error());
  if (!*proven) {
    auto too_many = co_await parts_.db.transact(*this, &Rights::note_failure, proof->user, std::move(admission->trial));
    co_return refuse(too_many ? std::move(*too_many) : Error{Errc::wrong_password});
  }
  Confirmation wanted{.token = in.token.str(),
                      .who = std::nullopt,
                      .trial = std::move(admission->trial),
                      .proven_hash = std::move(hash),
                      .client = std::move(client)};
  const auto confirmed_address = co_await parts_.db.transact(*this, &Rights::confirm, std::move(wanted));
  if (!confirmed_address) co_return refuse(confirmed_address.error());
  parts_.worker.wake();
  co_return confirmed(*confirmed_address, "All");
}

Task<std::optional<Error>> Rights::note_failure(db::Tx& tx, UserId user, Trial trial) {
  const Client client = trial.client;
  auto counted = co_await parts_.guard.count_wrong(tx, std::move(trial));
  if (counted.refusal) co_return std::move(counted.refusal);
  co_await parts_.audit.record(tx, event_of(AuditKind::authn_reauthenticate_fail, client, user));
  co_return std::nullopt;
}

Task<Result<std::string>> Rights::confirm(db::Tx& tx, Confirmation by) {
  const auto proof = co_await parts_.verification.use(tx, TokenPurpose::change_email, by.token);
  if (!proof) co_return co_await confirmed_before(tx.conn(), std::move(by));
  const auto account = co_await parts_.accounts.find(tx.conn(), proof->user);
  const auto old = account ? Email::from(account->email) : std::unexpected(Violation{});
  const auto wanted = Email::from(proof->email);
  if (!old || !wanted || account->state != AccountState::active) co_return refuse(Errc::invalid_token);
  if (by.who) {
    // The link of another account, and a session that ended while this waited for its turn.
    if (by.who->user != proof->user) co_return refuse(Errc::other_account);
    if (!co_await parts_.sessions.hold(tx, by.who->session)) {
      co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
    }
  } else {
    // A reset may have come while the hash was computed.
    const auto hash = co_await parts_.passwords.find(tx.conn(), proof->user);
    if (!hash || hash != by.proven_hash) co_return refuse(Errc::wrong_password);
    auto counted = co_await parts_.guard.count_right(tx, std::move(*by.trial));
    if (counted.refusal) co_return refuse(std::move(*counted.refusal));
  }
  if (!co_await take_address(tx, proof->user, *wanted)) co_return refuse(Errc::invalid_token);
  const auto ended = by.who ? co_await parts_.sessions.end_others(tx, proof->user, by.who->session)
                            : co_await parts_.sessions.end_all(tx, proof->user);
  co_await parts_.verification.void_all(tx, proof->user);
  TokenRequest request{TokenPurpose::undo_email_change, proof->user, old->str()};
  const TokenId undo = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::email_changed, undo), parts_.clock.now(), by.client);
  if (ended > 0) {
    co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, by.client, proof->user, "email_change"));
  }
  AuditEvent event = event_of(AuditKind::email_changed, by.client, proof->user);
  if (by.who) event.session = by.who->session;
  co_await parts_.audit.record(tx, std::move(event));
  co_return wanted->str();
}

/// A second press is no error while the account has the address the first one gave it.
Task<Result<std::string>> Rights::confirmed_before(db::Conn& conn, Confirmation by) {
  const auto used = co_await parts_.verification.find_used(conn, TokenPurpose::change_email, std::move(by.token));
  if (!used || (by.who && by.who->user != used->user)) co_return refuse(Errc::invalid_token);
  const auto address = co_await address_of(conn, used->user);
  if (address != used->email) co_return refuse(Errc::invalid_token);
  co_return *address;
}

/// Whoever proved the address goes before an account that never did, or a stranger could keep an address from its owner
/// by registering it; and who had it before it was taken from them goes before what was made of it `since`, or the
/// thief could have its owner activate a new account and end the way back.
Task<bool> Rights::take_address(db::Tx& tx, UserId user, Email wanted, std::optional<Time> since) {
  auto other = co_await parts_.accounts.find(tx.conn(), wanted);
  if (other && other->id != user) {
    // Its owner may be activating it at this moment.
    co_await parts_.accounts.lock(tx, other->id);
    other = co_await parts_.accounts.find(tx.conn(), wanted);
  }
  const bool gives_way = other && other->id != user &&
                         (other->state == AccountState::pending ||
                          (other->state == AccountState::active && since && other->created_at >= *since));
  if (gives_way) {
    co_await parts_.sessions.end_all(tx, other->id);
    co_await parts_.accounts.set_erasure(tx, other->id, parts_.clock.now());
    co_await parts_.audit.forget(tx, other->id);
    co_await parts_.accounts.erase(tx, other->id);
  }
  co_return co_await parts_.accounts.set_email(tx, user, std::move(wanted));
}

}  // namespace foyer
