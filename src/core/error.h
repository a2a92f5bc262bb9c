#pragma once
// Every way a request or command can be refused. The code's text is part of the API and never changes once released
// (tests/golden/error_codes.txt pins it); which HTTP status it becomes is known to platform/http/problem.cpp alone.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foyer {

enum class Errc {
  bad_request,             ///< the message is not HTTP as we accept it
  malformed_json,          ///< the body is not one strict JSON object
  validation_error,        ///< fields are missing or wrong; Error::fields names each
  unsupported_media_type,  ///< Content-Type or Content-Encoding we do not read
  payload_too_large,
  uri_too_long,
  headers_too_large,
  request_timeout,
  not_found,
  method_not_allowed,
  not_authenticated,          ///< no usable access token
  reauthentication_required,  ///< the access token is good, but the password was proven too long ago for this
  invalid_credentials,        ///< login: unknown address or wrong password, never said which
  account_not_activated,      ///< login: right password, address not yet confirmed
  foreign_form,               ///< a page of another site sent it
  invalid_refresh_token,
  invalid_token,    ///< a one-time token that is unknown, used, expired or for another purpose
  other_account,    ///< a good one-time token, of another account than the access token's
  wrong_password,   ///< change: the current password does not match
  password_reused,  ///< change: new equals old
  too_many_attempts,
  overloaded,   ///< a bounded queue is full; worth retrying
  unavailable,  ///< a dependency failed; nothing was stored
  conflict,     ///< a command contradicts what is stored
  internal,
};

/// One wrong field, in the shape clients of the original service already parse.
struct FieldError {
  std::string type;              ///< machine word, such as "missing"
  std::vector<std::string> loc;  ///< where: {"body", "email"}
  std::string msg;               ///< for people; never repeats the value
};

/// Which limit refused, told to the client as RateLimit fields.
struct SpentLimit {
  std::string name;  ///< "login", a token
  std::int64_t quota = 0;
  std::chrono::seconds window{0};  ///< 0: the quota is of no window
};

struct Error {
  Errc code = Errc::internal;
  std::string detail{};                 ///< for the client; empty means the code's standard sentence
  std::vector<FieldError> fields{};     ///< with validation_error only
  std::chrono::seconds retry_after{0};  ///< 0: no Retry-After
  std::optional<SpentLimit> limit{};    ///< with too_many_attempts
};

/// The stable word for a code, such as "invalid_credentials".
std::string_view code_of(Errc) noexcept;
/// The standard sentence for a code, such as "Invalid credentials".
std::string_view sentence_of(Errc) noexcept;
/// The error's own sentence or, where it has none, its code's.
std::string_view detail_of(const Error&) noexcept;

}  // namespace foyer
