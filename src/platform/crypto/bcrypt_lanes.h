#pragma once
// bcrypt of several passwords at once on one thread. Every step of Blowfish waits for loads whose addresses the step
// before computed, so a lone hash leaves most of a core idle; hashes that know nothing of each other fill it, and six
// take less than twice the time of one. A guess costs an attacker what it always did: who guesses has many hashes to
// compute and could always run them side by side.
// One thread at a time. What depends on a password is wiped when its lane is left. Private to the room.

#include <array>
#include <boost/container/static_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "platform/crypto/bcrypt.h"
#include "platform/crypto/blowfish.h"
#include "platform/crypto/hash_string.h"

namespace foyer::crypto {

class BcryptLanes {
 public:
  static constexpr std::size_t most = most_blowfish;
  /// Who entered, as enter() was told.
  using Ticket = std::size_t;
  struct Ended {
    Ticket ticket;
    std::array<unsigned char, bcrypt_digest_size> digest;
  };

  BcryptLanes();
  ~BcryptLanes();
  BcryptLanes(const BcryptLanes&) = delete;
  BcryptLanes& operator=(const BcryptLanes&) = delete;

  std::size_t taken() const noexcept { return taken_; }
  /// Only while taken() < most. Throws std::invalid_argument as bcrypt() does.
  void enter(Ticket, const BcryptInput&);
  /// Goes on with all that entered, for some two milliseconds or until one ends.
  boost::container::static_vector<Ended, most> advance() noexcept;

 private:
  struct Progress {
    Ticket ticket = 0;
    std::uint32_t rounds_left = 0;
  };
  Ended leave(std::size_t lane) noexcept;

  std::unique_ptr<Blowfish[]> states_;  // those taken come first
  std::array<Progress, most> progress_{};
  std::size_t taken_ = 0;
};

}  // namespace foyer::crypto
