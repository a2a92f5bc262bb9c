#pragma once
// Password hash strings name their scheme and cost. Made:
//   $bcrypt-sha256$v=2,t=2b,r=12$<salt 22>$<digest 31>    passlib's bcrypt_sha256 version 2
//       (https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html#format): bcrypt over
//       base64(HMAC-SHA-256(key = salt, password)), so no byte is cut at 72 and a NUL ends nothing
//   $argon2id$v=19$m=19456,t=2,p=1$<salt>$<digest>        PHC string (https://www.rfc-editor.org/rfc/rfc9106)
// Verified besides, for accounts that came from elsewhere: plain $2a$, $2b$, $2y$, and what imported_hash.h spells.
// What hashes takes long on purpose: call it through HashPool.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "platform/crypto/bcrypt.h"
#include "platform/crypto/random.h"

namespace foyer::crypto {

enum class PasswordScheme { bcrypt_sha256, argon2id };

struct HashCost {
  PasswordScheme scheme = PasswordScheme::bcrypt_sha256;
  unsigned bcrypt_rounds = 12;             ///< log2 of the rounds, 4 … 16
  unsigned argon2_memory_kib = 19 * 1024;  ///< ≥ 19 MiB
  unsigned argon2_passes = 2;              ///< ≥ 2
};

/// A computation of bcrypt, which a HashPool lets go on beside others, and what is made of its digest. Without a
/// bcrypt `finish` does all the work and is given nothing.
template <class T>
struct Hashing {
  std::optional<BcryptInput> bcrypt;
  std::move_only_function<T(std::string_view digest)> finish;  ///< once

  /// Here and now.
  T run() { return finish(bcrypt ? crypto::bcrypt(*bcrypt) : std::string{}); }
};

/// Two real implementations: the one below and the tests' counting double.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  virtual Hashing<std::string> begin_hash(const Secret& password) = 0;
  /// False for a wrong password and for a string that is not a hash we know. Constant-time comparison.
  virtual Hashing<bool> begin_verify(const Secret& password, std::string_view hash) = 0;
  std::string hash(const Secret& password) { return begin_hash(password).run(); }
  bool verify(const Secret& password, std::string_view hash) { return begin_verify(password, hash).run(); }
  /// True when scheme or cost differ from what hash() would use today.
  virtual bool is_outdated(std::string_view hash) const = 0;
  /// A hash of today's cost that no password verifies against: what an unknown address is checked with.
  virtual const std::string& decoy() const = 0;
};

class SystemPasswordHasher final : public PasswordHasher {
 public:
  SystemPasswordHasher(HashCost, Random&);
  Hashing<std::string> begin_hash(const Secret& password) override;
  Hashing<bool> begin_verify(const Secret& password, std::string_view hash) override;
  bool is_outdated(std::string_view hash) const override;
  const std::string& decoy() const override { return decoy_; }

 private:
  HashCost cost_;
  Random& random_;
  std::string decoy_;
};

}  // namespace foyer::crypto
