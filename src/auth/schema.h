#pragma once
// What the auth endpoints take and answer: names and shapes are the original system's.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/email.h"
#include "core/password.h"
#include "core/token_text.h"
#include "platform/http/message_response.h"
#include "platform/schema/object.h"

namespace foyer {

struct RegisterRequest {
  Email email;
  NewPassword password;
};
FOYER_DESCRIBE(RegisterRequest, email, password)

struct VerifyRequest {
  TokenText token;
};
FOYER_DESCRIBE(VerifyRequest, token)
FOYER_NOTES(VerifyRequest, {"token", "From the link in the activation mail"})

struct LoginRequest {
  Email email;
  Password password;
  std::optional<Text<1, 64>> device_name;
};
FOYER_DESCRIBE(LoginRequest, email, password, device_name)
FOYER_NOTES(LoginRequest, {"device_name", "Shown in the viewer's list of devices", "Living-room TV"})

struct TokenResponse {
  std::string access_token;
  std::string refresh_token;
  std::string token_type;
  std::chrono::seconds expires_in{};
};
FOYER_DESCRIBE(TokenResponse, access_token, refresh_token, token_type, expires_in)
FOYER_NOTES(TokenResponse,
            {"access_token", "A JWT to send as Authorization: Bearer …", "eyJhbGciOiJFUzI1NiIsImtpZCI6…"},
            {"refresh_token", "Opaque; exchange it once at /auth/refresh", "pZ2Kc1J0TtO4nq7b…"},
            {"token_type", "Always bearer", "bearer"}, {"expires_in", "Seconds until the access token expires"})

struct RefreshRequest {
  TokenText refresh_token;
};
FOYER_DESCRIBE(RefreshRequest, refresh_token)
FOYER_NOTES(RefreshRequest, {"refresh_token", "The newest one this device was given"})

/// Logout answers 200 to any text, so it binds any.
struct LogoutRequest {
  std::optional<std::string> refresh_token;
};
FOYER_DESCRIBE(LogoutRequest, refresh_token)
FOYER_NOTES(LogoutRequest, {"refresh_token", "Any token of the session to end"})

struct EmailRequest {
  Email email;
};
FOYER_DESCRIBE(EmailRequest, email)

struct ResetPasswordRequest {
  TokenText token;
  NewPassword new_password;
};
FOYER_DESCRIBE(ResetPasswordRequest, token, new_password)
FOYER_NOTES(ResetPasswordRequest, {"token", "From the link in the password-reset mail"})

struct ChangePasswordRequest {
  Password old_password;
  NewPassword new_password;
};
FOYER_DESCRIBE(ChangePasswordRequest, old_password, new_password)

struct ReauthenticateRequest {
  Password password;
};
FOYER_DESCRIBE(ReauthenticateRequest, password)

struct SessionPath {
  Text<1, 64> id;
};
FOYER_DESCRIBE(SessionPath, id)

struct SessionResponse {
  std::string id;
  std::optional<std::string> device_name;
  std::string user_agent;
  std::string address;
  Time created_at{};
  Time last_seen_at{};
  bool current = false;
};
FOYER_DESCRIBE(SessionResponse, id, device_name, user_agent, address, created_at, last_seen_at, current)
FOYER_NOTES(SessionResponse, {"id", "Names the session in DELETE /auth/sessions/{id}", "AAECAwQFBgcICQoLDA0ODw"},
            {"device_name", "As given at login", "Living-room TV"},
            {"user_agent", "Of the login", "CinemaTV/4.2 (webOS)"}, {"address", "Of the last refresh", "203.0.113.7"},
            {"last_seen_at", "The login or the last refresh"}, {"current", "The session of this access token"})

struct SessionListResponse {
  std::vector<SessionResponse> sessions;
};
FOYER_DESCRIBE(SessionListResponse, sessions)

struct LogoutAllRequest {
  std::optional<bool> keep_current;
};
FOYER_DESCRIBE(LogoutAllRequest, keep_current)
FOYER_NOTES(LogoutAllRequest, {"keep_current", "True: only the other devices are signed out"})

}  // namespace foyer
