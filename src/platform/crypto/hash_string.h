#pragma once
// The hash strings of password_hash.h, taken apart. Strict: whoever can write a hash string must not be able to make it
// cheap or ruinous to check, so costs have bounds and every field has one spelling. Private to the room.

#include <string>
#include <string_view>
#include <variant>

namespace foyer::crypto {

/// $2b$<rounds, 2 digits>$<salt 22><digest 31> (2a and 2y name the same function), or with `prehashed`
/// $bcrypt-sha256$v=2,t=2b,r=<rounds>$<salt 22>$<digest 31>. Salt and digest in bcrypt's own Base64, canonical.
struct BcryptHash {
  bool prehashed = false;
  unsigned rounds = 0;
  std::string_view salt;
  std::string_view digest;
};

/// $argon2id$v=19$m=<KiB>,t=<passes>,p=1$<salt>$<digest>, both in standard Base64 without padding.
struct Argon2Hash {
  unsigned memory_kib = 0;
  unsigned passes = 0;
  std::string salt;    ///< 16 raw bytes
  std::string digest;  ///< 32 raw bytes
};

using HashString = std::variant<std::monostate, BcryptHash, Argon2Hash>;

/// monostate for anything else. The views point into `text`.
HashString parse_hash(std::string_view text);
std::string to_string(const BcryptHash&);
std::string to_string(const Argon2Hash&);

inline constexpr unsigned min_bcrypt_rounds = 4;
inline constexpr unsigned max_bcrypt_rounds = 16;
inline constexpr std::size_t bcrypt_salt_size = 16;
inline constexpr std::size_t bcrypt_digest_size = 23;
inline constexpr std::size_t argon2_salt_size = 16;
inline constexpr std::size_t argon2_digest_size = 32;
inline constexpr unsigned max_argon2_memory_kib = 1024 * 1024;
inline constexpr unsigned max_argon2_passes = 64;

}  // namespace foyer::crypto
