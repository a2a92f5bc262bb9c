#pragma once
// The access token: a JWT of type at+jwt (https://www.rfc-editor.org/rfc/rfc9068) with claims iss, aud, sub, sid, jti,
// iat, nbf, exp and group. sub is the account id in decimal, sid the session id in base64url.
// A good signature is half the answer: the session must also be alive (Sessions::holder).

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/ids.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/random.h"

namespace foyer {

struct AccessTokenOptions {
  std::string issuer;
  std::string audience;
  std::chrono::seconds lifetime{30 * 60};
  std::chrono::seconds clock_skew{5};    ///< taken off nbf and exp checks; at most 30 s (security.md J2)
  std::size_t verified_entries = 8'192;  ///< remembered verified tokens, about 100 bytes each
};

/// What a verified token says. Only AccessTokens makes one.
struct Claims {
  UserId user;
  SessionId session;
  Time not_before{};
  Time expires_at{};
};

class AccessTokens {
 public:
  AccessTokens(AccessTokenOptions, crypto::KeySet, const Clock&, crypto::Random&);

  std::string issue(UserId, SessionId, std::string_view group) const;
  /// Nothing for any token we would not have issued or that is not valid now. Any thread. Signatures already verified
  /// are remembered by the token's SHA-256, so a device's second request costs a digest instead of a curve.
  std::optional<Claims> verify(std::string_view token) const;

  std::chrono::seconds lifetime() const noexcept { return options_.lifetime; }
  std::shared_ptr<const crypto::KeySet> keys() const;
  /// From here on these keys sign and verify; what only removed ones signed is refused, remembered or not. Any thread.
  void use(crypto::KeySet);

 private:
  struct Remembered {
    std::string digest;
    Claims claims;
  };
  /// Each has the keys as well, so that reading them takes no lock that verify() does not take anyway.
  struct Shard {
    std::mutex mutex;
    std::vector<Remembered> slots;  ///< none before the first token, so that an idle server stays small
    std::shared_ptr<const crypto::KeySet> keys;

    std::shared_ptr<const crypto::KeySet> keys_now();
  };

  std::optional<Claims> verify_signature(const crypto::KeySet&, std::string_view token) const;
  bool is_valid_now(const Claims&) const;

  AccessTokenOptions options_;
  const Clock& clock_;
  crypto::Random& random_;
  static constexpr std::size_t shard_count = 16;
  mutable std::array<Shard, shard_count> shards_;
};

}  // namespace foyer
