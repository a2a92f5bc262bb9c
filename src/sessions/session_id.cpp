#include "sessions/session_id.h"

#include <algorithm>

#include "platform/crypto/encoding.h"

namespace foyer {

std::string to_text(SessionId id) {
  return crypto::to_base64url({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

std::optional<SessionId> parse_session_id(std::string_view text) {
  const auto bytes = crypto::from_base64url(text);
  SessionId id;
  if (!bytes || bytes->size() != id.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

}  // namespace foyer
