#pragma once
// What a presented refresh token means (security.md T2). Decisions only: facts, policy and now in, verdict out.

#include <chrono>
#include <cstdint>

#include "core/clock.h"

namespace foyer {

struct SessionPolicy {
  std::chrono::seconds idle_lifetime{24 * 3600};           ///< without a refresh for this long, the session ends
  std::chrono::seconds absolute_lifetime{30 * 24 * 3600};  ///< however busy, it ends
  std::chrono::seconds reuse_leeway{10};                   ///< 0 … 60: a repeat within it gets the same successor
  std::int64_t per_user = 50;                              ///< the longest unused end first
  std::int64_t refreshes = 30;                             ///< of one session in a window, repeats included
  std::chrono::seconds refresh_window{60};
};

struct SessionFacts {
  std::uint64_t generation = 0;  ///< the one generation that may rotate
  Time rotated_at{};             ///< when it came to be
  Time idle_expires_at{};
  Time absolute_expires_at{};
  std::int64_t refreshes_in_window = 0;
  Time refresh_window_ends_at{};
};

enum class RefreshVerdict {
  rotate,  ///< the live generation
  repeat,  ///< its predecessor, again, while the successor is fresh and unused: two tabs or a lost answer
  reused,  ///< any older one: two parties hold tokens of this session, so it ends
  expired,
  limited,  ///< one of the first two, too often
};

/// The window a refresh now is counted in, itself included.
struct RefreshWindow {
  std::int64_t refreshes = 1;
  Time ends_at{};
};

RefreshVerdict judge(const SessionFacts&, std::uint64_t presented, const SessionPolicy&, Time now);
RefreshWindow next_window(const SessionFacts&, const SessionPolicy&, Time now);
Time idle_expiry(const SessionPolicy&, Time now, Time absolute_expires_at);
/// When the clean-up looks at a session: less than a day after its idle expiry, and the same for all refreshes of a
/// day, so that the index it is found by seldom changes. Days are counted back from the absolute expiry, or all
/// sessions would be due at midnight.
Time sweep_time(Time idle_expires_at, Time absolute_expires_at);

}  // namespace foyer
