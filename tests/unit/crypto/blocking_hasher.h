#pragma once
// A hasher that computes nothing and ends only when the test says so.

#include <sys/resource.h>
#include <atomic>
#include <latch>
#include <semaphore>
#include <stdexcept>
#include <string>

#include "platform/crypto/password_hash.h"

namespace foyer::crypto {

class BlockingHasher final : public PasswordHasher {
 public:
  /// `expected`: how many hashes begun() waits for.
  explicit BlockingHasher(std::ptrdiff_t expected) : begun_{expected} {}

  Hashing<std::string> begin_hash(const Secret& password) override {
    return {std::nullopt,
            [this, password = std::string{password.reveal()}](std::string_view) { return compute(password); }};
  }
  Hashing<bool> begin_verify(const Secret& password, std::string_view hash_text) override {
    return {std::nullopt, [this, password = std::string{password.reveal()}, expected = std::string{hash_text}](
                              std::string_view) { return compute(password) == expected; }};
  }
  bool is_outdated(std::string_view) const override { return false; }
  const std::string& decoy() const override { return decoy_; }

  void wait_until_begun() { begun_.wait(); }
  void let_go(std::ptrdiff_t count) { gate_.release(count); }

  std::atomic<int> niceness = -1;

 private:
  std::string compute(const std::string& password) {
    niceness = ::getpriority(PRIO_PROCESS, 0);
    if (password == "fail") throw std::runtime_error("the hasher failed");
    if (!begun_.try_wait()) begun_.count_down();
    gate_.acquire();
    return "hash of " + password;
  }

  std::latch begun_;
  std::counting_semaphore<> gate_{0};
  std::string decoy_ = "decoy";
};

}  // namespace foyer::crypto
