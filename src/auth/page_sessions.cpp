#include "auth/page_sessions.h"

namespace foyer {

using Place = http::PageSession::Place;

Task<Result<http::WithPageSession<TokenResponse>>> PageSessions::login(LoginRequest in, Client client,
                                                                       http::PageSession page) {
  auto tokens = co_await auth_.login(std::move(in), std::move(client));
  if (!tokens) co_return refuse(std::move(tokens.error()));
  co_return hand_over(std::move(*tokens), page.place);
}

Task<Result<http::WithPageSession<TokenResponse>>> PageSessions::refresh(http::UnlessInCookie<RefreshRequest> in,
                                                                         Client client, http::PageSession page) {
  if (!in.body) {
    auto token = TokenText::from(std::move(page.token));
    if (!token) co_return refuse(Errc::invalid_refresh_token);
    in.body = RefreshRequest{std::move(*token)};
  }
  auto tokens = co_await auth_.refresh(std::move(*in.body), std::move(client));
  if (!tokens) co_return refuse(std::move(tokens.error()));
  co_return hand_over(std::move(*tokens), page.place);
}

Task<Result<http::WithPageSession<MessageResponse>>> PageSessions::logout(LogoutRequest in, Client client,
                                                                          http::PageSession page) {
  // Whoever shows a token may end its session, from wherever; one that shows none ends nothing (security.md T5).
  if (page.place == Place::denied && in.refresh_token.value_or("").empty()) {
    co_return refuse(Errc::foreign_form, "Only a page of this server may end the session of its cookie");
  }
  auto done = co_await auth_.logout(std::move(in), client);
  http::WithPageSession<MessageResponse> out{std::move(done)};
  if (page.place == Place::cookie) {
    co_await auth_.logout(LogoutRequest{std::move(page.token)}, std::move(client));
    out.cookie = http::clear_from_page();
  }
  co_return out;
}

http::WithPageSession<TokenResponse> PageSessions::hand_over(TokenResponse tokens, Place place) const {
  if (place != Place::cookie) return {std::move(tokens)};
  auto cookie = http::keep_in_page(tokens.refresh_token, lifetime_);
  tokens.refresh_token.clear();
  return {std::move(tokens), std::move(cookie)};
}

}  // namespace foyer
