#include "core/error.h"

namespace foyer {
namespace {

struct Words {
  std::string_view code;
  std::string_view sentence;
};

// No default label: a new Errc without words is a compile error.
Words words_of(Errc code) noexcept {
  switch (code) {
    case Errc::bad_request:
      return {"bad_request", "Malformed request"};
    case Errc::malformed_json:
      return {"malformed_json", "The body is not valid JSON"};
    case Errc::validation_error:
      return {"validation_error", "Some fields are missing or wrong"};
    case Errc::unsupported_media_type:
      return {"unsupported_media_type", "Send the body as application/json"};
    case Errc::payload_too_large:
      return {"payload_too_large", "The body is larger than 64 KiB"};
    case Errc::uri_too_long:
      return {"uri_too_long", "The request target is longer than 8 KiB"};
    case Errc::headers_too_large:
      return {"headers_too_large", "The header section is too large"};
    case Errc::request_timeout:
      return {"request_timeout", "The request took too long to arrive"};
    case Errc::not_found:
      return {"not_found", "Not found"};
    case Errc::method_not_allowed:
      return {"method_not_allowed", "Method not allowed"};
    case Errc::not_authenticated:
      return {"not_authenticated", "Not authenticated"};
    case Errc::reauthentication_required:
      return {"reauthentication_required", "Confirm your password first: POST /api/v1/auth/reauthenticate"};
    case Errc::invalid_credentials:
      return {"invalid_credentials", "Invalid credentials"};
    case Errc::account_not_activated:
      return {"account_not_activated", "Account not activated"};
    case Errc::foreign_form:
      return {"foreign_form", "A page of another site may not send this; the operator can list it in CORS_ORIGINS"};
    case Errc::invalid_refresh_token:
      return {"invalid_refresh_token", "Invalid or expired refresh token"};
    case Errc::invalid_token:
      return {"invalid_token", "Invalid or expired token"};
    case Errc::other_account:
      return {"other_account", "This token belongs to another account"};
    case Errc::wrong_password:
      return {"wrong_password", "Current password is incorrect"};
    case Errc::password_reused:
      return {"password_reused", "The new password must differ from the current one"};
    case Errc::too_many_attempts:
      return {"too_many_attempts", "Too many attempts, try again later"};
    case Errc::overloaded:
      return {"overloaded", "The server is busy, try again shortly"};
    case Errc::unavailable:
      return {"unavailable", "The service is temporarily unavailable"};
    case Errc::conflict:
      return {"conflict", "The request contradicts what is stored"};
    case Errc::internal:
      return {"internal_error", "Internal server error"};
  }
  return {"internal_error", "Internal server error"};
}

}  // namespace

std::string_view code_of(Errc code) noexcept { return words_of(code).code; }
std::string_view sentence_of(Errc code) noexcept { return words_of(code).sentence; }
std::string_view detail_of(const Error& error) noexcept {
  return error.detail.empty() ? sentence_of(error.code) : std::string_view{error.detail};
}

}  // namespace foyer
