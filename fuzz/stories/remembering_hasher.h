#pragma once
// Hashes of the lowest cost, each computed once: stories say the same few passwords millions of times, and are not
// about bcrypt. Any thread.

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "platform/crypto/hash_string.h"
#include "platform/crypto/password_hash.h"

namespace foyer::fuzz {

class RememberingHasher final : public crypto::PasswordHasher {
 public:
  crypto::Hashing<std::string> begin_hash(const Secret& password) override;
  crypto::Hashing<bool> begin_verify(const Secret& password, std::string_view hash) override;
  bool is_outdated(std::string_view hash) const override { return real_.is_outdated(hash); }
  const std::string& decoy() const override { return real_.decoy(); }

 private:
  std::string hash_of(const Secret& password);
  bool fits(const Secret& password, const std::string& hash);

  /// Of one password, used in turn: two accounts, or two of its times, seldom share a salt.
  struct Hashes {
    std::vector<std::string> all{};
    std::size_t next = 0;
  };

  crypto::SystemRandom random_;
  crypto::SystemPasswordHasher real_{{.bcrypt_rounds = crypto::min_bcrypt_rounds}, random_};
  std::mutex mutex_;
  std::map<std::string, Hashes, std::less<>> hashes_;
  std::map<std::pair<std::string, std::string>, bool> verdicts_;
};

}  // namespace foyer::fuzz
