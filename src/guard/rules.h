#pragma once
// How many wrong passwords an account bears (security.md §3). Decisions only: facts, policy and now in, verdict out.

#include <chrono>
#include <cstdint>

#include "core/clock.h"

namespace foyer {

struct GuessPolicy {
  std::int64_t free = 10;                      ///< consecutive failures without waiting
  std::chrono::seconds first_wait{30};         ///< after them; doubles with each further failure …
  std::chrono::seconds longest_wait{60 * 60};  ///< … up to this
  std::int64_t most = 100;                     ///< consecutive failures; then only a password reset helps
};

struct GuessFacts {
  std::int64_t failures = 0;  ///< consecutive, guesses still being hashed included
  Time last_at{};
};

struct GuessVerdict {
  bool granted = false;
  std::chrono::seconds retry_after{0};  ///< when not granted
};

GuessVerdict judge(const GuessFacts&, const GuessPolicy&, Time now);

}  // namespace foyer
