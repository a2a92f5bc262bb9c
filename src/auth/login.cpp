#include "auth/auth.h"
#include "auth/even_answer.h"
#include "mails/mail_order.h"
#include "platform/limits/source.h"

namespace foyer {

Task<Result<TokenResponse>> Auth::login(LoginRequest in, Client client) {
  const EvenAnswer even{options_.hashing_step};
  auto attempt = co_await parts_.db.note(*this, &Auth::begin_login, in.email, client);
  if (attempt.refusal) co_return refuse(std::move(*attempt.refusal));
  const auto proven = co_await prove(attempt, in.password.secret().copy());
  if (!proven) co_return refuse(proven.error());
  const bool pending = *proven && attempt.known->account.state == AccountState::pending;
  if (*proven && attempt.known->account.state == AccountState::active) {
    co_return co_await open(std::move(in), std::move(client), std::move(attempt));
  }
  // One answer, and one kind of work, for an unknown address, a wrong password and a disabled account (security.md E1).
  const auto user = attempt.known ? std::optional{attempt.known->account.id} : std::nullopt;
  Failure failure{event_of(AuditKind::authn_login_fail, client, user, pending ? "not_activated" : "credentials"),
                  std::move(*attempt.guess), pending};
  co_await parts_.db.transact(*this, &Auth::note_failure, std::move(failure));
  co_await even.wait();
  co_return refuse(pending ? Errc::account_not_activated : Errc::invalid_credentials);
}

Task<Auth::Attempt> Auth::begin_login(db::Tx& tx, Email email, Client client) {
  auto guess = co_await parts_.guard.admit_login(tx, email, std::move(client));
  if (!guess) co_return Attempt{.refusal = std::move(guess.error())};
  auto account = co_await parts_.accounts.find(tx.conn(), std::move(email));
  // Asked for an unknown address as well, so that the statements do not differ (security.md E2).
  auto hash = co_await parts_.passwords.find(tx.conn(), account ? account->id : UserId{});
  Attempt attempt{.guess = std::move(*guess)};
  if (account) attempt.known = Known{std::move(*account), std::move(hash)};
  co_return attempt;
}

Task<Result<bool>> Auth::prove(const Attempt& attempt, Secret password) {
  auto stored = attempt.known ? attempt.known->hash : std::nullopt;
  auto proven = co_await parts_.passwords.verify(std::move(password), std::move(stored));
  if (!proven) co_await parts_.db.transact(*this, &Auth::take_back, *attempt.guess);
  co_return proven;
}

Task<Done> Auth::take_back(db::Tx& tx, Guess guess) {
  co_await parts_.guard.guesses().take_back(tx, std::move(guess));
  co_return Done{};
}

Task<Done> Auth::note_failure(db::Tx& tx, Failure failure) {
  if (failure.password_was_right) {
    co_await parts_.guard.guesses().forgive(tx, std::move(failure.guess));
  } else if (failure.guess.number >= parts_.guard.guesses().policy().most) {
    AuditEvent lock = failure.event;
    lock.kind = AuditKind::authn_login_lock;
    co_await parts_.audit.record(tx, std::move(lock));
  }
  co_return co_await parts_.audit.record(tx, std::move(failure.event));
}

Task<Result<TokenResponse>> Auth::open(LoginRequest in, Client client, Attempt attempt) {
  const Known& known = *attempt.known;
  std::optional<std::string> better;
  if (parts_.passwords.is_outdated(*known.hash)) {
    auto rehashed = co_await parts_.passwords.hash(std::move(in.password).take());
    if (rehashed) better = std::move(*rehashed);  // a full queue only means that a later login upgrades the hash
  }
  std::optional<std::string> device_name;
  if (in.device_name) device_name = in.device_name->str();
  NewSession session{known.account.id, std::move(client), std::move(device_name)};
  Opening opening{known.account.id, *known.hash, std::move(better), std::move(*attempt.guess), std::move(session)};
  const auto ticket = co_await parts_.db.transact(*this, &Auth::open_session, std::move(opening));
  if (!ticket) co_return refuse(ticket.error());
  co_return tokens_for(*ticket, known.account.group);
}

Task<Result<Ticket>> Auth::open_session(db::Tx& tx, Opening opening) {
  // The hash took a fifth of a second: a reset or a ban may have come between proof and session.
  const auto account = co_await parts_.accounts.find(tx.conn(), opening.user);
  const auto hash = co_await parts_.passwords.find(tx.conn(), opening.user);
  if (!account || account->state != AccountState::active || hash != opening.proven_hash) {
    co_return refuse(Errc::invalid_credentials);
  }
  if (opening.better_hash) {
    co_await parts_.passwords.replace(tx, opening.user, opening.proven_hash, *opening.better_hash);
  }
  const Ticket ticket = co_await parts_.sessions.open(tx, opening.session);
  co_await note_login(tx, *account, opening, ticket.session);
  co_return ticket;
}

Task<void> Auth::note_login(db::Tx& tx, const Account& account, const Opening& opening, SessionId session) {
  const Client& client = opening.session.client;
  const Time now = parts_.clock.now();
  co_await parts_.guard.guesses().forgive(tx, opening.guess);
  Sighting sighting{account.id, source_of(client.address),
                    client.user_agent + '|' + opening.session.device_name.value_or("")};
  const Familiarity seen = co_await parts_.devices.remember(tx, std::move(sighting));
  // Nobody is told of the first device of an account they have just made.
  const bool newborn = seen == Familiarity::first && now - account.created_at < std::chrono::hours{24};
  if (seen != Familiarity::known && !newborn) {
    co_await order_mail(tx, order_about(MailKind::new_device, account.id, session), now);
    tx.after_commit([&worker = parts_.worker] { worker.wake(); });
  }
  if (account.erase_at) {
    co_await parts_.accounts.set_erasure(tx, account.id, std::nullopt);
    co_await order_mail(tx, order_for(MailKind::account_kept, account.id), now);
    co_await parts_.audit.record(tx, event_of(AuditKind::user_deleted, client, account.id, "kept"));
  }
  const bool failed_before = opening.guess.number > 1;
  AuditEvent event = event_of(failed_before ? AuditKind::authn_login_successafterfail : AuditKind::authn_login_success,
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
