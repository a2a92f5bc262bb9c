#pragma once
// What a device keeps to stay signed in.
//   token = base64url(session id (16 bytes) | generation (8 bytes, big-endian) | mac (32 bytes))     75 characters
//   mac   = HMAC-SHA-256(key, session id | generation | salt)
// The salt is random per session and the key is derived for refresh tokens alone, so nothing in the database can be
// replayed, and every token ever given out is recognised without having been stored (security.md T1, T3).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/secret.h"

namespace foyer {

struct RefreshToken {
  SessionId session;
  std::uint64_t generation = 0;
  std::string mac;
};

/// The shape only: whether the mac is ours is known once the session's salt is.
std::optional<RefreshToken> parse_refresh_token(std::string_view text);
bool is_genuine(const RefreshToken&, const Secret& key, std::string_view salt);
std::string refresh_token(const Secret& key, SessionId, std::uint64_t generation, std::string_view salt);

}  // namespace foyer
