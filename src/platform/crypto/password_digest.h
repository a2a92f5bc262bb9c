#pragma once
// What the slow functions are given, and those of libsodium and OpenSSL themselves. Private to the room.

#include <string>

#include "core/secret.h"
#include "platform/crypto/bcrypt.h"
#include "platform/crypto/hash_string.h"

namespace foyer::crypto {

/// What bcrypt is computed of for this password with the hash's kind, rounds and salt.
BcryptInput bcrypt_input(const BcryptHash&, const Secret& password);
/// 32 raw bytes. Throws std::bad_alloc if the memory cannot be had.
std::string argon2_digest(const Argon2Hash&, const Secret& password);
/// In constant time. Throws std::bad_alloc if the memory cannot be had.
bool verify_argon2(const ImportedArgon2Hash&, const Secret& password);
/// As many raw bytes as the hash's digest has.
std::string pbkdf2_digest(const Pbkdf2Hash&, const Secret& password);
/// As many raw bytes as the hash's digest has. Throws std::bad_alloc if the memory cannot be had.
std::string scrypt_digest(const ScryptHash&, const Secret& password);

}  // namespace foyer::crypto
