#include "auth/auth.h"
#include "platform/observe/log.h"

namespace foyer {

Task<Result<TokenResponse>> Auth::refresh(RefreshRequest in, Client client) {
  auto token = co_await parts_.db.read(parts_.sessions, &Sessions::recognise, in.refresh_token.str());
  if (!token) co_return refuse(Errc::invalid_refresh_token);
  const auto refresh =
      co_await parts_.db.transact(parts_.sessions, &Sessions::refresh, std::move(*token), client.address);
  if (refresh.outcome == Refresh::Outcome::reused) {
    log::warning("refresh token reused, session ended",
                 {{"request_id", client.request_id}, {"address", client.address}});
  }
  if (refresh.outcome != Refresh::Outcome::rotated && refresh.outcome != Refresh::Outcome::repeated) {
    co_return refuse(Errc::invalid_refresh_token);
  }
  const auto holder = co_await parts_.db.read(parts_.sessions, &Sessions::holder, refresh.ticket.session);
  if (!holder) co_return refuse(Errc::invalid_refresh_token);
  co_return tokens_for(refresh.ticket, holder->group);
}

Task<Result<MessageResponse>> Auth::logout(LogoutRequest in) {
  // Anything but a token of ours has nothing to end. A storage failure throws and becomes 503: a 200 always means that
  // the session is gone (security.md T5).
  auto token = co_await parts_.db.read(parts_.sessions, &Sessions::recognise, in.refresh_token.value_or(""));
  if (token) co_await parts_.db.transact(parts_.sessions, &Sessions::end, token->session);
  co_return MessageResponse{"Successfully logged out"};
}

Task<Result<Principal>> Auth::identify(std::string token) {
  const auto claims = parts_.access_tokens.verify(token);
  if (!claims) co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  auto holder = co_await parts_.db.read(parts_.sessions, &Sessions::holder, claims->session);
  if (!holder || holder->user != claims->user) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  co_return Principal{holder->user, claims->session, std::move(holder->group)};
}

}  // namespace foyer
