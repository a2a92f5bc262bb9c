#pragma once
// Asymmetric keys as files and as JWK members. Private to the room; HS256 has no pair and never comes here.

#include <string>

#include "core/secret.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/openssl.h"

namespace foyer::crypto {

openssl::Key generate_pair(Algorithm);
/// Null unless it is the PEM of an unencrypted, consistent private key that fits the algorithm.
openssl::Key read_pair(Algorithm, const Secret& pem);
/// PKCS#8, unencrypted.
Secret write_pair(const EVP_PKEY*);
/// The required JWK members in the one order and spelling that https://www.rfc-editor.org/rfc/rfc7638#section-3 hashes,
/// without the closing brace.
std::string required_members(Algorithm, const EVP_PKEY*);

}  // namespace foyer::crypto
