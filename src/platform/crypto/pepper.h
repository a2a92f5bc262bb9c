#pragma once
// A pepper: a secret outside the database without which stolen password hashes cannot even be guessed at
// (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#peppering). The finished hash
// string is sealed with it, so a pepper can be replaced, and a hash that has none yet verifies and is upgraded at
// login.
//   $foyer-pepper$v=1,k=<first 4 bytes of SHA-256 of the key, hex>$<base64url of nonce | sealed hash string | tag>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "platform/crypto/password_hash.h"
#include "platform/crypto/random.h"

namespace foyer::crypto {

bool is_peppered(std::string_view hash) noexcept;

class PepperedHasher final : public PasswordHasher {
 public:
  /// The first pepper seals, all of them open. `inner` and `random` outlive this.
  PepperedHasher(PasswordHasher& inner, std::vector<Secret> peppers, Random& random);

  Hashing<std::string> begin_hash(const Secret& password) override;
  /// Costs one hash also where no pepper here opens the string.
  Hashing<bool> begin_verify(const Secret& password, std::string_view hash) override;
  bool is_outdated(std::string_view hash) const override;
  const std::string& decoy() const override { return decoy_; }
  /// A finished hash, made elsewhere, sealed as those made here are.
  std::string seal_up(std::string_view hash) const;
  /// True if a pepper here opens it.
  bool opens(std::string_view hash) const;

 private:
  struct Pepper {
    std::string id;
    Secret key;
  };
  std::optional<Secret> open(std::string_view hash) const;

  PasswordHasher& inner_;
  std::vector<Pepper> peppers_;
  Random& random_;
  std::string decoy_;
};

}  // namespace foyer::crypto
