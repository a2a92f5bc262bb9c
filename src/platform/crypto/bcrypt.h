#pragma once
// bcrypt (Provos and Mazières, "A Future-Adaptable Password Scheme", USENIX 1999,
// https://www.usenix.org/legacy/events/usenix99/provos.html) of one password. Private to the room.

#include <cstddef>
#include <string>

#include "core/secret.h"

namespace foyer::crypto {

inline constexpr std::size_t bcrypt_key_limit = 72;  ///< bytes

/// What bcrypt ($2b$) is computed of.
struct BcryptInput {
  Secret key;           ///< counts up to bcrypt_key_limit or its first NUL
  std::string salt;     ///< bcrypt's own Base64, 22 letters, canonical
  unsigned rounds = 0;  ///< log2
};

/// 23 bytes. Throws std::invalid_argument for a salt or rounds that are none.
std::string bcrypt(const BcryptInput&);
/// The same by libxcrypt: what the rest of the system would give.
std::string bcrypt_of_libxcrypt(const BcryptInput&);

/// True if every number of BcryptLanes gives libxcrypt's digests here: a build or machine that computes them wrongly
/// must neither lock everybody out nor store what a right one cannot verify. Found out once, in some ten milliseconds,
/// by the first who asks; others wait.
bool bcrypt_lanes_are_right();

}  // namespace foyer::crypto
