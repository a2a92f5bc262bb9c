#pragma once
// The hash strings of password_hash.h, taken apart. Strict: whoever can write a hash string must not be able to make it
// cheap or ruinous to check, so costs have bounds and every field has one spelling. Private to the room.

#include <cstddef>
#include <cstdint>
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

/// $argon2id$v=19$m=<KiB>,t=<passes>,p=1$<salt>$<digest>, both in standard Base64 without padding, as everywhere below.
struct Argon2Hash {
  unsigned memory_kib = 0;
  unsigned passes = 0;
  std::string salt;    ///< 16 raw bytes
  std::string digest;  ///< 32 raw bytes
};

/// $argon2id$ or $argon2i$ with other lanes or sizes than ours: p=1 … 64, a salt of 8 … 64 bytes, a digest of 16 … 64.
struct ImportedArgon2Hash {
  bool mixed = true;  ///< argon2id
  std::string text;   ///< the whole string, as libsodium reads it
};

enum class Digest { sha1, sha256, sha512 };

/// $pbkdf2-sha256$i=<iterations>$<salt>$<digest> (https://www.rfc-editor.org/rfc/rfc8018#section-5.2), sha1 or sha512
struct Pbkdf2Hash {
  Digest digest_of = Digest::sha256;
  unsigned iterations = 0;
  std::string salt;    ///< 1 … 128 raw bytes
  std::string digest;  ///< 16 … 64 raw bytes
};

/// $scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<digest> (https://www.rfc-editor.org/rfc/rfc7914)
struct ScryptHash {
  unsigned log_n = 0;
  unsigned r = 0;
  unsigned p = 0;
  std::string salt;    ///< 1 … 128 raw bytes
  std::string digest;  ///< 16 … 64 raw bytes
};

using HashString = std::variant<std::monostate, BcryptHash, Argon2Hash, ImportedArgon2Hash, Pbkdf2Hash, ScryptHash>;

/// monostate for anything else. The views point into `text`.
HashString parse_hash(std::string_view text);
std::string to_string(const BcryptHash&);
std::string to_string(const Argon2Hash&);
std::string to_string(const Pbkdf2Hash&);
std::string to_string(const ScryptHash&);

inline constexpr unsigned min_bcrypt_rounds = 4;
inline constexpr unsigned max_bcrypt_rounds = 16;
inline constexpr std::size_t bcrypt_salt_size = 16;
inline constexpr std::size_t bcrypt_digest_size = 23;
inline constexpr std::size_t argon2_salt_size = 16;
inline constexpr std::size_t argon2_digest_size = 32;
inline constexpr unsigned max_argon2_memory_kib = 1024 * 1024;
inline constexpr unsigned max_argon2_passes = 64;
inline constexpr std::uint64_t max_imported_argon2_work = 8ULL * 1024 * 1024;  ///< KiB times passes
inline constexpr unsigned max_pbkdf2_iterations = 10'000'000;
inline constexpr std::uint64_t max_scrypt_memory = 1ULL << 30;  ///< bytes: 128 N r
inline constexpr std::uint64_t max_scrypt_work = 4ULL << 30;    ///< bytes: 128 N r p

}  // namespace foyer::crypto
