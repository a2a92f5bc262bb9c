#include "sessions/refresh_token.h"

#include <algorithm>

#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"

namespace foyer {
namespace {

constexpr std::size_t id_size = 16;
constexpr std::size_t generation_size = 8;
constexpr std::size_t mac_size = 32;
constexpr std::size_t token_size = id_size + generation_size + mac_size;
constexpr std::size_t text_size = (token_size * 4 + 2) / 3;  // base64url: so much text decodes to a token or to nothing
static_assert(text_size == 75);

std::string prefix_of(SessionId session, std::uint64_t generation) {
  std::string out{reinterpret_cast<const char*>(session.bytes.data()), id_size};
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(generation >> shift & 0xFF);
  return out;
}

std::string mac_of(const Secret& key, const std::string& prefix, std::string_view salt) {
  std::string input = prefix;
  input += salt;
  return crypto::hmac_sha256(key.reveal(), input);
}

}  // namespace

std::optional<RefreshToken> parse_refresh_token(std::string_view text) {
  if (text.size() != text_size) return std::nullopt;
  const auto bytes = crypto::from_base64url(text);
  if (!bytes) return std::nullopt;
  RefreshToken token;
  std::copy_n(bytes->begin(), id_size, token.session.bytes.begin());
  for (std::size_t i = 0; i < generation_size; ++i) {
    token.generation = token.generation << 8 | static_cast<unsigned char>((*bytes)[id_size + i]);
  }
  token.mac = bytes->substr(id_size + generation_size);
  return token;
}

bool is_genuine(const RefreshToken& token, const Secret& key, std::string_view salt) {
  return equal_in_constant_time(token.mac, mac_of(key, prefix_of(token.session, token.generation), salt));
}

std::string refresh_token(const Secret& key, SessionId session, std::uint64_t generation, std::string_view salt) {
  const std::string prefix = prefix_of(session, generation);
  return crypto::to_base64url(prefix + mac_of(key, prefix, salt));
}

}  // namespace foyer
