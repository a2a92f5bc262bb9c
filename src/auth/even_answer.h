#pragma once
// Answers that must not tell by their time what was found leave on a grid: a whole number of steps after the request
// came, by a timer and without a thread that sleeps (security.md E2). The work before it is the same for every account
// as far as statements and hashes go; the grid hides what is left, such as cache misses and index depths.

#include <chrono>

#include "platform/async/task.h"

namespace foyer {

class EvenAnswer {
 public:
  /// From now on. A step of zero waits for nothing.
  explicit EvenAnswer(std::chrono::milliseconds step) : step_{step} {}
  /// As if the work had taken `at_least` this long.
  Task<void> wait(std::chrono::nanoseconds at_least = {}) const;

 private:
  std::chrono::milliseconds step_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace foyer
