#include "platform/crypto/password_hash.h"

#include <sodium.h>
#include <stdexcept>
#include <utility>

#include "platform/crypto/base64.h"
#include "platform/crypto/hash_string.h"
#include "platform/crypto/password_digest.h"

namespace foyer::crypto {
namespace {

constexpr unsigned min_argon2_memory_kib = 19 * 1024;
constexpr unsigned min_argon2_passes = 2;

HashCost checked(HashCost cost) {
  const bool in_bounds = cost.bcrypt_rounds >= min_bcrypt_rounds && cost.bcrypt_rounds <= max_bcrypt_rounds &&
                         cost.argon2_memory_kib >= min_argon2_memory_kib &&
                         cost.argon2_memory_kib <= max_argon2_memory_kib && cost.argon2_passes >= min_argon2_passes &&
                         cost.argon2_passes <= max_argon2_passes;
  if (!in_bounds) throw std::invalid_argument("the cost of password hashes is out of bounds");
  return cost;
}

Argon2Hash new_argon2(const HashCost& cost, Random& random) {
  return {.memory_kib = cost.argon2_memory_kib,
          .passes = cost.argon2_passes,
          .salt = random.bytes(argon2_salt_size),
          .digest = {}};
}

BcryptHash new_bcrypt(const HashCost& cost, std::string_view salt) {
  return {.prehashed = true, .rounds = cost.bcrypt_rounds, .salt = salt, .digest = {}};
}

/// Random bytes in the digest's place: to find a password for them is to find a preimage.
std::string make_decoy(const HashCost& cost, Random& random) {
  if (cost.scheme == PasswordScheme::argon2id) {
    Argon2Hash hash = new_argon2(cost, random);
    hash.digest = random.bytes(argon2_digest_size);
    return to_string(hash);
  }
  const std::string salt = base64_bcrypt.encode(random.bytes(bcrypt_salt_size));
  const std::string digest = base64_bcrypt.encode(random.bytes(bcrypt_digest_size));
  BcryptHash hash = new_bcrypt(cost, salt);
  hash.digest = digest;
  return to_string(hash);
}

/// What of a verification comes after bcrypt, if the hash is one.
template <class Compare>
Hashing<bool> without_bcrypt(Compare compare) {
  return {std::nullopt, [compare = std::move(compare)](std::string_view) mutable { return compare(); }};
}

struct BeginVerify {
  const Secret& password;

  Hashing<bool> operator()(std::monostate) const {
    return without_bcrypt([] { return false; });
  }
  Hashing<bool> operator()(const BcryptHash& hash) const {
    // Plain bcrypt stops at a NUL and after 72 bytes, so whatever follows would pass. The work is done all the same.
    const std::string_view text = password.reveal();
    const bool readable = hash.prehashed || (text.size() <= bcrypt_key_limit && !text.contains('\0'));
    return {bcrypt_input(hash, password), [expected = std::string{hash.digest}, readable](std::string_view digest) {
              return equal_in_constant_time(base64_bcrypt.encode(digest), expected) && readable;
            }};
  }
  Hashing<bool> operator()(const Argon2Hash& hash) const {
    return without_bcrypt([hash, password = password.copy()] {
      return equal_in_constant_time(argon2_digest(hash, password), hash.digest);
    });
  }
  Hashing<bool> operator()(const ImportedArgon2Hash& hash) const {
    return without_bcrypt([hash, password = password.copy()] { return verify_argon2(hash, password); });
  }
  Hashing<bool> operator()(const Pbkdf2Hash& hash) const { return verify_derived(hash, &pbkdf2_digest); }
  Hashing<bool> operator()(const ScryptHash& hash) const { return verify_derived(hash, &scrypt_digest); }

 private:
  template <class Hash>
  Hashing<bool> verify_derived(const Hash& hash, std::string (*digest)(const Hash&, const Secret&)) const {
    return without_bcrypt([hash, digest, password = password.copy()] {
      // HMAC fills its key up with NULs, so "secret" and "secret\0" would be one password.
      const bool ends_in_padding = password.reveal().ends_with('\0');
      return equal_in_constant_time(digest(hash, password), hash.digest) && !ends_in_padding;
    });
  }
};

struct MeetsCost {
  const HashCost& cost;

  bool operator()(std::monostate) const { return false; }
  bool operator()(const BcryptHash& hash) const {
    return cost.scheme == PasswordScheme::bcrypt_sha256 && hash.prehashed && hash.rounds == cost.bcrypt_rounds;
  }
  bool operator()(const Argon2Hash& hash) const {
    return cost.scheme == PasswordScheme::argon2id && hash.memory_kib == cost.argon2_memory_kib &&
           hash.passes == cost.argon2_passes;
  }
  template <class Imported>
  bool operator()(const Imported&) const {
    return false;
  }
};

}  // namespace

SystemPasswordHasher::SystemPasswordHasher(HashCost cost, Random& random)
    : cost_{checked(cost)}, random_{random}, decoy_{make_decoy(cost, random)} {
  // Lets libsodium choose the fastest code this processor has.
  if (::sodium_init() < 0) throw std::runtime_error("libsodium did not start");
}

Hashing<std::string> SystemPasswordHasher::begin_hash(const Secret& password) {
  if (cost_.scheme == PasswordScheme::argon2id) {
    return {std::nullopt, [made = new_argon2(cost_, random_), password = password.copy()](std::string_view) mutable {
              made.digest = argon2_digest(made, password);
              return to_string(made);
            }};
  }
  std::string salt = base64_bcrypt.encode(random_.bytes(bcrypt_salt_size));
  BcryptInput input = bcrypt_input(new_bcrypt(cost_, salt), password);
  return {std::move(input), [cost = cost_, salt = std::move(salt)](std::string_view digest) {
            BcryptHash made = new_bcrypt(cost, salt);
            const std::string letters = base64_bcrypt.encode(digest);
            made.digest = letters;
            return to_string(made);
          }};
}

Hashing<bool> SystemPasswordHasher::begin_verify(const Secret& password, std::string_view hash) {
  return std::visit(BeginVerify{password}, parse_hash(hash));
}

bool SystemPasswordHasher::is_outdated(std::string_view hash) const {
  return !std::visit(MeetsCost{cost_}, parse_hash(hash));
}

}  // namespace foyer::crypto
