// OpenSSL's own SHA-256 without the layers of its EVP, under which an HMAC of a short text costs 2.2 times as much: a
// sign-in makes a dozen of them. OpenSSL 3 calls these functions deprecated; they are the same code.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "platform/crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;

using Block = std::array<unsigned char, SHA256_CBLOCK>;

constexpr std::size_t digest_size = SHA256_DIGEST_LENGTH;

/// https://www.rfc-editor.org/rfc/rfc2104#section-2: SHA-256( key ^ pad, text ), the key filled up with zeros.
void digest_behind(const Block& key, unsigned char pad, std::string_view text, unsigned char* out) {
  Block start;
  for (std::size_t i = 0; i < start.size(); ++i) start[i] = key[i] ^ pad;
  SHA256_CTX state;
  require(SHA256_Init(&state) == 1 && SHA256_Update(&state, start.data(), start.size()) == 1 &&
              SHA256_Update(&state, text.data(), text.size()) == 1 && SHA256_Final(out, &state) == 1,
          "hmac_sha256");
  OPENSSL_cleanse(start.data(), start.size());
  OPENSSL_cleanse(&state, sizeof state);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string out(digest_size, '\0');
  SHA256_CTX state;
  require(SHA256_Init(&state) == 1 && SHA256_Update(&state, bytes.data(), bytes.size()) == 1 &&
              SHA256_Final(bytes_of(out), &state) == 1,
          "sha256");
  OPENSSL_cleanse(&state, sizeof state);
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr unsigned char inner_pad = 0x36;
  constexpr unsigned char outer_pad = 0x5c;
  Block filled{};
  const std::string short_key = key.size() > filled.size() ? sha256(key) : std::string{};
  std::ranges::copy(short_key.empty() ? key : std::string_view{short_key}, filled.begin());
  std::string inner(digest_size, '\0');
  digest_behind(filled, inner_pad, bytes, bytes_of(inner));
  std::string out(digest_size, '\0');
  digest_behind(filled, outer_pad, inner, bytes_of(out));
  OPENSSL_cleanse(filled.data(), filled.size());
  return out;
}

Secret derive_key(const Secret& master, std::string_view purpose) {
  const std::string no_salt(digest_size, '\0');
  const Secret extracted{hmac_sha256(no_salt, master.reveal())};
  // 32 bytes are exactly the first block of the expansion.
  return Secret{hmac_sha256(extracted.reveal(), std::string{purpose} + '\x01')};
}

}  // namespace foyer::crypto
