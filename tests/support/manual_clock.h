#pragma once
// A clock that stands still until a test moves it. Any thread.

#include <atomic>
#include <chrono>

#include "core/clock.h"

namespace foyer::test {

class ManualClock final : public Clock {
 public:
  /// 2026-11-23T01:02:03.004Z
  static constexpr Time birth{std::chrono::milliseconds{1'795'395'723'004}};

  explicit ManualClock(Time start = birth) : now_{start} {}

  Time now() const override { return now_.load(); }
  void set(Time at) { now_.store(at); }
  void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

 private:
  std::atomic<Time> now_;
};

}  // namespace foyer::test
