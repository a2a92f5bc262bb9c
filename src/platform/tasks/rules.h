#pragma once
// What becomes of a job after a try, and when periodic work is due. Pure.

#include <chrono>
#include <exception>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "platform/tasks/worker.h"

namespace foyer::tasks {

inline constexpr int max_attempts = 8;

struct Verdict {
  enum class Next { done, queued, dead } next = Next::done;
  Time run_at{};  ///< with queued
};

/// `jitter` is 0.8 … 1.2.
Verdict judge(JobOutcome::Kind, int attempts, Time now, double jitter) noexcept;

/// Start of the interval that holds `now`, counted from the epoch, so every process finds the same one.
Time slot_of(Time now, std::chrono::seconds interval) noexcept;
/// "cleanup:1795395600": one job per name and slot.
std::string slot_key(std::string_view name, Time slot);

/// What kind of error a handler threw. Never its text: that may hold an address or a token.
std::string class_of(const std::exception_ptr&);

}  // namespace foyer::tasks
