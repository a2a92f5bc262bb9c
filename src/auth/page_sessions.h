#pragma once
// Login, refresh and logout as their routes tell them: the stories of Auth, with the refresh token in a cookie where
// one of our own pages asks for it (security.md J6). Nothing else reads that cookie.

#include "auth/auth.h"
#include "platform/http/page_session.h"

namespace foyer {

class PageSessions {
 public:
  /// The cookie lives as long as an unused session does.
  PageSessions(Auth& auth, std::chrono::seconds lifetime) : auth_{auth}, lifetime_{lifetime} {}

  Task<Result<http::WithPageSession<TokenResponse>>> login(LoginRequest, Client, http::PageSession);
  Task<Result<http::WithPageSession<TokenResponse>>> refresh(http::UnlessInCookie<RefreshRequest>, Client,
                                                             http::PageSession);
  Task<Result<http::WithPageSession<MessageResponse>>> logout(LogoutRequest, Client, http::PageSession);

 private:
  http::WithPageSession<TokenResponse> hand_over(TokenResponse, http::PageSession::Place) const;

  Auth& auth_;
  std::chrono::seconds lifetime_;
};

}  // namespace foyer
