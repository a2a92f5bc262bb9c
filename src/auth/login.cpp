#include "auth/auth.h"
#include "auth/even_answer.h"
#include "mails/mail_order.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<TokenResponse>> Auth::login(LoginRequest in, Client client) {
  const EvenAnswer even{options_.hashing_step};
  auto admission = co_await parts_.guard.admit_login(in.email, client);
  if (!admission) co_return refuse(std::move(admission.error()));
  auto known = co_await parts_.db.read(parts_.passwords, &Passwords::credentials, in.email);
  const auto proven = co_await parts_.passwords.verify(in.password.secret().copy(), known ? known->hash : std::nullopt,
                                                       source_of(client.address));
  if (!proven) co_return refuse(proven.error());
  const bool pending = *proven && known->state == AccountState::pending;
  if (*proven && known->state == AccountState::active) {
    co_return co_await open(std::move(in), std::move(*known), std::move(*admission));
  }
  // One answer, and one kind of work, for an unknown address, a wrong password and a disabled account (security.md E1).
  const auto user = known ? std::optional{known->id} : std::nullopt;
  Failure failure{event_of(AuditKind::authn_login_fail, client, user, pending ? "not_activated" : "credentials"),
                  std::move(admission->trial), pending};
  auto refusal = co_await parts_.db.note(*this, &Auth::note_failure, std::move(failure));
  admission->release();
  // A hash of another time may be cheaper than that of an unknown address.
  co_await even.wait(parts_.passwords.latest_proof());
  if (refusal) co_return refuse(std::move(*refusal));
  co_return refuse(pending ? Errc::account_not_activated : Errc::invalid_credentials);
}

Task<std::optional<Error>> Auth::note_failure(db::Tx& tx, Failure failure) {
  const Counted counted = failure.password_was_right ? co_await parts_.guard.count_right(tx, std::move(failure.trial))
                                                     : co_await parts_.guard.count_wrong(tx, std::move(failure.trial));
  if (counted.refusal) co_return counted.refusal;
  const GuessPolicy& policy = parts_.guard.guesses().policy();
  const bool waits = counted.failures == policy.free;
  const bool locks = counted.failures >= policy.most;
  if (!failure.password_was_right && (waits || locks)) {
    AuditEvent end = failure.event;
    end.kind = locks ? AuditKind::authn_login_lock : AuditKind::authn_login_fail_max;
    co_await parts_.audit.record(tx, std::move(end));
  }
  co_await parts_.audit.record(tx, std::move(failure.event));
  co_return std::nullopt;
}

Task<Result<TokenResponse>> Auth::open(LoginRequest in, Credentials known, Admission admission) {
  const Client client = admission.trial.client;
  std::optional<std::string> better;
  if (parts_.passwords.is_outdated(*known.hash)) {
    auto rehashed = co_await parts_.passwords.hash(in.password.secret().copy(), source_of(client.address));
    if (rehashed) better = std::move(*rehashed);  // a full queue only means that a later login upgrades the hash
  }
  std::optional<std::string> device_name;
  if (in.device_name) device_name = in.device_name->str();
  const bool upgrades = better.has_value();
  NewSession session{known.id, client, std::move(device_name)};
  Opening opening{known.id, std::move(*known.hash), std::move(better), std::move(admission.trial), std::move(session)};
  // Nobody waits for the disk: a login that a power cut takes within its first second is made again. Only a kept
  // account must not be lost with it.
  const auto ticket = known.erase_at ? co_await parts_.db.transact(*this, &Auth::open_session, std::move(opening))
                                     : co_await parts_.db.note(*this, &Auth::open_session, std::move(opening));
  if (!ticket && upgrades && ticket.error().code == Errc::invalid_credentials) {
    // Another login of this account may have stored its better hash first.
    admission.release();
    co_return co_await login(std::move(in), client);
  }
  if (!ticket) co_return refuse(ticket.error());
  co_return tokens_for(*ticket, known.group);
}

Task<Result<Ticket>> Auth::open_session(db::Tx& tx, Opening opening) {
  // The hash took a fifth of a second: a reset or a ban may have come between proof and session, and none may come
  // between this look and the commit.
  co_await parts_.accounts.lock(tx, opening.user);
  const auto known = co_await parts_.passwords.credentials_of(tx.conn(), opening.user);
  if (!known || known->state != AccountState::active || known->hash != opening.proven_hash) {
    co_return refuse(Errc::invalid_credentials);
  }
  auto counted = co_await parts_.guard.count_right(tx, std::move(opening.trial));
  if (counted.refusal) co_return refuse(std::move(*counted.refusal));
  if (opening.better_hash) {
    co_await parts_.passwords.replace(tx, opening.user, opening.proven_hash, *opening.better_hash);
  }
  const auto language = opening.session.client.language;
  if (language && known->language != tag_of(*language)) {
    co_await parts_.accounts.set_language(tx, opening.user, *language);
  }
  const Ticket ticket = co_await parts_.sessions.open(tx, opening.session);
  co_await note_login(tx, *known, opening, ticket.session, counted.failures);
  if (ticket.crowded_out > 0) {
    co_await parts_.audit.record(
        tx, event_of(AuditKind::session_ended, opening.session.client, opening.user, "crowded_out"));
  }
  co_return ticket;
}

Task<void> Auth::note_login(db::Tx& tx, const Account& account, const Opening& opening, SessionId session,
                            std::int64_t failures) {
  const Client& client = opening.session.client;
  const Time now = parts_.clock.now();
  Sighting sighting{account.id, source_of(client.address),
                    client.user_agent + '|' + opening.session.device_name.value_or("")};
  const Familiarity seen = co_await parts_.devices.remember(tx, std::move(sighting));
  // Nobody is told of the first device of an account they have just made.
  const bool newborn = seen == Familiarity::first && now - account.created_at < std::chrono::hours{24};
  const bool is_news = seen != Familiarity::known && !newborn;
  if (is_news && co_await parts_.guard.may_notify(tx, "new-device", account.id)) {
    co_await order_mail(tx, order_about(MailKind::new_device, account.id, session), now, client);
    tx.after_commit([&worker = parts_.worker] { worker.wake(); });
  }
  if (account.erase_at) {
    co_await parts_.accounts.set_erasure(tx, account.id, std::nullopt);
    co_await order_mail(tx, order_for(MailKind::account_kept, account.id), now, client);
    co_await parts_.audit.record(tx, event_of(AuditKind::user_deleted, client, account.id, "kept"));
  }
  if (is_news) {
    AuditEvent news = event_of(AuditKind::authn_login_new_device, client, account.id);
    news.session = session;
    co_await parts_.audit.record(tx, std::move(news));
  }
  AuditEvent event = event_of(failures > 0 ? AuditKind::authn_login_successafterfail : AuditKind::authn_login_success,
                              client, account.id);
  event.session = session;
  co_await parts_.audit.record(tx, std::move(event));
}

TokenResponse Auth::tokens_for(const Ticket& ticket, std::string_view group) const {
  return {.access_token = parts_.access_tokens.issue(ticket.user, ticket.session, group),
          .refresh_token = ticket.refresh_token,
          .token_type = "bearer",
          .expires_in = parts_.access_tokens.lifetime()};
}

}  // namespace foyer
