#pragma once
// The slow functions themselves, from libxcrypt, libsodium and OpenSSL. Private to the room.

#include <string>

#include "core/secret.h"
#include "platform/crypto/hash_string.h"

namespace foyer::crypto {

/// The 31 letters bcrypt gives for this password with the hash's kind, rounds and salt. Plain bcrypt sees at most 72
/// bytes, and none from the first NUL on.
std::string bcrypt_digest(const BcryptHash&, const Secret& password);
/// 32 raw bytes. Throws std::bad_alloc if the memory cannot be had.
std::string argon2_digest(const Argon2Hash&, const Secret& password);
/// In constant time. Throws std::bad_alloc if the memory cannot be had.
bool verify_argon2(const ImportedArgon2Hash&, const Secret& password);
/// As many raw bytes as the hash's digest has.
std::string pbkdf2_digest(const Pbkdf2Hash&, const Secret& password);
/// As many raw bytes as the hash's digest has. Throws std::bad_alloc if the memory cannot be had.
std::string scrypt_digest(const ScryptHash&, const Secret& password);

}  // namespace foyer::crypto
