#pragma once
// Who is asking, and from where.

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/ids.h"
#include "core/language.h"

namespace foyer {

/// A viewer whose access token was verified and whose session is alive at this moment.
struct Principal {
  UserId user;
  SessionId session;
  std::string group;
  Time authenticated_at{};  ///< when the password was last proven in this session
};

/// What the connection says of the caller; nothing here is proof of anything.
struct Client {
  std::string address;     ///< the socket's, or what a trusted proxy names
  std::string user_agent;  ///< at most 256 bytes, controls removed
  std::string request_id;
  std::string trace{};                 ///< a whole W3C traceparent: the caller's trace or a new one, and our own span
  bool wants_html = false;             ///< Accept prefers text/html, as browsers send it
  std::optional<Language> language{};  ///< the one of ours that Accept-Language prefers; nothing if it names none
};

}  // namespace foyer
