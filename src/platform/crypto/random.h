#pragma once
// Randomness is passed in, so tests can say what comes; only SystemRandom asks the kernel (getrandom(2)).

#include <cstddef>
#include <span>
#include <string>

#include "core/clock.h"
#include "core/ids.h"

namespace foyer::crypto {

class Random {
 public:
  virtual ~Random() = default;
  /// Fills with unpredictable bytes. Any thread. Ends the process if the kernel refuses: there is no safe fall-back.
  virtual void fill(std::span<unsigned char> out) = 0;

  std::string bytes(std::size_t count);
  /// Ids of later moments are greater.
  template <class Id>
  Id id(Time now) {
    Id out;
    put_time(out.bytes, now);
    fill(std::span{out.bytes}.subspan(time_size));
    return out;
  }

 private:
  static constexpr std::size_t time_size = 6;
  static void put_time(std::span<unsigned char> out, Time now);
};

class SystemRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override;
};

}  // namespace foyer::crypto
