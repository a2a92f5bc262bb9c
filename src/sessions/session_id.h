#pragma once
// A session's name in claims, lists and paths: base64url of its 16 bytes, 22 characters. Naming a session proves
// nothing; whoever may act on it is decided elsewhere.

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"

namespace foyer {

std::string to_text(SessionId);
std::optional<SessionId> parse_session_id(std::string_view);

}  // namespace foyer
