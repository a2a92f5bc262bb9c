#pragma once
// SHA-256, HMAC-SHA-256 (https://www.rfc-editor.org/rfc/rfc2104), HKDF-SHA-256 (https://www.rfc-editor.org/rfc/rfc5869)
// and sealing with AES-256-GCM (https://csrc.nist.gov/pubs/sp/800/38/d/final), all from OpenSSL with cached algorithms.
// Any thread.

#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "platform/crypto/random.h"

namespace foyer::crypto {

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// 32 bytes of key for one purpose: the same master and purpose always give the same key, other purposes tell nothing.
Secret derive_key(const Secret& master, std::string_view purpose);

/// nonce(12) | ciphertext | tag(16). `context` is authenticated but not stored: it ties a sealed value to its place.
std::string seal(const Secret& key, std::string_view plain, std::string_view context, Random&);
/// Nothing if the key, the context or a single bit is wrong.
std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context);

}  // namespace foyer::crypto
