#include "auth/auth.h"
#include "mails/mail_order.h"

namespace foyer {

Task<Result<TokenResponse>> Auth::refresh(RefreshRequest in, Client client) {
  auto presented = co_await parts_.sessions.present(parts_.db, in.refresh_token.str());
  if (!presented) co_return refuse(Errc::invalid_refresh_token);
  RefreshToken token = presented->token;
  Refresh refresh;
  if (parts_.sessions.rotates(*presented)) {
    refresh = co_await parts_.sessions.rotate(parts_.db, std::move(*presented), client.address);
  }
  if (refresh.outcome == Refresh::Outcome::refused) {
    refresh = co_await parts_.db.transact(*this, &Auth::rotate, std::move(token), std::move(client));
  }
  switch (refresh.outcome) {
    case Refresh::Outcome::rotated:
    case Refresh::Outcome::repeated:
      break;
    case Refresh::Outcome::limited: {
      const SessionPolicy& policy = parts_.sessions.policy();
      co_return refuse(too_many({"refresh", policy.refreshes, policy.refresh_window}, refresh.retry_after));
    }
    case Refresh::Outcome::refused:
    case Refresh::Outcome::reused:
      co_return refuse(Errc::invalid_refresh_token);
  }
  co_return tokens_for(refresh.ticket, refresh.group);
}

Task<Refresh> Auth::rotate(db::Tx& tx, RefreshToken token, Client client) {
  const SessionId session = token.session;
  auto refresh = co_await parts_.sessions.refresh(tx, std::move(token), client.address);
  if (refresh.first_refusal) {
    AuditEvent event = event_of(AuditKind::excess_rate_limit_exceeded, client, refresh.ticket.user, "refresh");
    event.session = session;
    co_await parts_.audit.record(tx, std::move(event));
  }
  if (refresh.outcome != Refresh::Outcome::reused) co_return refresh;
  // Two parties held tokens of this session; which of them is the viewer, nobody knows.
  if (co_await parts_.guard.may_notify(tx, "session-reuse", refresh.ticket.user)) {
    co_await order_mail(tx, order_for(MailKind::session_reuse, refresh.ticket.user), parts_.clock.now(), client);
    tx.after_commit([&worker = parts_.worker] { worker.wake(); });
  }
  AuditEvent event = event_of(AuditKind::authn_token_reuse, client, refresh.ticket.user);
  event.session = session;
  co_await parts_.audit.record(tx, std::move(event));
  co_return refresh;
}

Task<MessageResponse> Auth::logout(LogoutRequest in, Client client) {
  // Anything but a token of ours has nothing to end. A storage failure throws and becomes 503: a 200 always means that
  // the session is gone (security.md T5).
  const auto presented = co_await parts_.sessions.present(parts_.db, in.refresh_token.value_or(""));
  if (presented) {
    co_await parts_.db.transact(*this, &Auth::end_by_token, presented->token.session, std::move(client));
  }
  co_return MessageResponse{"Successfully logged out"};
}

Task<Done> Auth::end_by_token(db::Tx& tx, SessionId session, Client client) {
  const auto user = co_await parts_.sessions.end(tx, session);
  if (!user) co_return Done{};
  AuditEvent event = event_of(AuditKind::session_ended, client, *user, "logout");
  event.session = session;
  co_return co_await parts_.audit.record(tx, std::move(event));
}

Task<Result<Principal>> Auth::identify(std::string token) {
  const auto claims = parts_.access_tokens.verify(token);
  if (!claims) co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  auto holder = co_await parts_.sessions.holder(parts_.db, claims->session);
  if (!holder || holder->user != claims->user) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  co_return Principal{holder->user, claims->session, std::move(holder->group), holder->authenticated_at};
}

}  // namespace foyer
