#pragma once
// Hash strings as other systems spell them, and the one spelling of each that we store and verify (hash_string.h):
//   $2a$ $2b$ $2y$ …                             bcrypt; Django's bcrypt$$2b$… as well
//   $argon2id$v=19$… $argon2i$v=19$…             PHC strings; Django's argon2$argon2id$… as well
//   pbkdf2_sha256$<iterations>$<salt>$<digest>   Django, pbkdf2_sha1 too: salt as text, digest in padded Base64
//   $pbkdf2-sha256$<iterations>$<salt>$<digest>  passlib, also $pbkdf2-sha512$ and $pbkdf2$ (SHA-1): Base64 with . for
//   + pbkdf2:sha256:<iterations>$<salt>$<digest>   Werkzeug, sha1 and sha512 too: salt as text, digest in hexadecimal
//   $scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<digest>  passlib
//   scrypt$<N>$<salt>$<r>$<p>$<digest>           Django: salt as text, digest in padded Base64
//   scrypt:<N>:<r>:<p>$<salt>$<digest>           Werkzeug: salt as text, digest in hexadecimal
// Costs are bounded, because a hash that takes minutes or gigabytes to check is a way to stop the server. No hash is
// computed here.

#include <expected>
#include <string>
#include <string_view>

namespace foyer::crypto {

/// The stored spelling, or why there is none, in words that hold nothing of the hash.
std::expected<std::string, std::string_view> imported_hash(std::string_view foreign);

}  // namespace foyer::crypto
