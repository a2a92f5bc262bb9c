#pragma once
// Randomness a test can foresee: 0, 1, 2, … over and over.

#include <algorithm>

#include "platform/crypto/random.h"

namespace foyer::crypto {

class CountingRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override {
    std::ranges::generate(out, [this] { return next_++; });
  }

 private:
  unsigned char next_ = 0;
};

}  // namespace foyer::crypto
