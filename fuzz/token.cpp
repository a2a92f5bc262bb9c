// Tokens that nobody was given: only the very bytes that a key of ours signed are taken, and each has one spelling.

#include <array>
#include <string>

#include "fuzz/check.h"
#include "platform/crypto/jws.h"
#include "sessions/refresh_token.h"

namespace {

using foyer::fuzz::check;

const foyer::crypto::KeySet& keys() {
  static const foyer::crypto::KeySet set = [] {
    const auto key = foyer::crypto::SigningKey::load(
        foyer::crypto::Algorithm::hs256, foyer::Secret{std::string_view{"a key of thirty-two bytes at least"}});
    return foyer::crypto::KeySet{key, {key}};
  }();
  return set;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = foyer::fuzz::text_of(data, size);
  if (const auto payload = foyer::crypto::verify_compact(keys(), "at+jwt", text)) {
    check(foyer::crypto::sign_compact(*keys().current, "at+jwt", *payload) == text);
  }
  // The input as a payload: what we sign we take, and no bit of it may change.
  std::string token = foyer::crypto::sign_compact(*keys().current, "at+jwt", text);
  if (token.size() <= 4096 && size > 0) {
    check(foyer::crypto::verify_compact(keys(), "at+jwt", token) == text);
    token[(data[0] * 257U + size) % token.size()] ^= static_cast<char>(1U << (data[size - 1] % 7U));
    check(!foyer::crypto::verify_compact(keys(), "at+jwt", token));
  }
  static const foyer::Secret key{std::string_view{"another key for refresh tokens"}};
  if (const auto refresh = foyer::parse_refresh_token(text)) {
    check(!foyer::is_genuine(*refresh, key, "salt") ||
          foyer::refresh_token(key, refresh->session, refresh->generation, "salt") == text);
  }
  return 0;
}
