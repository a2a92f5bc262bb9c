#pragma once
// JSON Web Signature, compact form (https://www.rfc-editor.org/rfc/rfc7515#section-7.1), for access tokens only.
// The algorithm belongs to the key, never to the token (https://www.rfc-editor.org/rfc/rfc8725#section-3.1).
// Refused before any cryptography: more than 4 KiB, not three segments, sloppy base64url, a header with any member
// beside alg, kid and typ (such as jku, x5u, x5c, jwk, crit, b64, zip) or with one of these missing, doubled or not a
// plain string, a foreign alg, typ or kid.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace foyer::crypto {

enum class Algorithm { hs256, es256, eddsa, rs256 };
std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept;
std::string_view name_of(Algorithm) noexcept;

/// One signing key, parsed once and shared by all threads. Its kid is the RFC 7638 thumbprint of the public part
/// (for HS256: the first 16 bytes of SHA-256 over "foyer kid" and the key).
class SigningKey {
 public:
  static std::shared_ptr<const SigningKey> generate(Algorithm);
  /// Unencrypted PEM (PKCS#8), or at least 32 raw bytes for HS256. Null if it is not such a key; RSA needs 2048 bits.
  static std::shared_ptr<const SigningKey> load(Algorithm, const Secret& material);
  ~SigningKey();

  Algorithm algorithm() const noexcept;
  const std::string& kid() const noexcept;
  /// What load() takes.
  Secret material() const;
  /// JWK of the public part as JSON; empty for HS256, which has none.
  std::string public_jwk() const;
  /// Raw signature bytes as JWS wants them (ES256: r|s, 64 bytes).
  std::string sign(std::string_view input) const;
  /// Throws std::bad_alloc where there is no memory to find out: nobody's token is called forged for that.
  bool verify(std::string_view input, std::string_view signature) const;

 private:
  struct Impl;
  explicit SigningKey(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// Keys that may verify, and the one that signs. Immutable; a rotation makes a new one.
struct KeySet {
  std::shared_ptr<const SigningKey> current;
  std::vector<std::shared_ptr<const SigningKey>> all;  ///< includes current

  const SigningKey* find(std::string_view kid) const noexcept;
  /// The JWK Set document (https://www.rfc-editor.org/rfc/rfc7517#section-5).
  std::string jwks() const;
};

/// header.payload.signature with header {"alg":…,"kid":…,"typ":<type>}.
std::string sign_compact(const SigningKey&, std::string_view type, std::string_view payload_json);
/// The payload's bytes if the token is exactly of this type and signed by a key of the set.
std::optional<std::string> verify_compact(const KeySet&, std::string_view type, std::string_view token);

}  // namespace foyer::crypto
