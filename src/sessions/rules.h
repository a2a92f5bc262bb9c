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
};

struct SessionFacts {
  std::uint64_t generation = 0;  ///< the one generation that may rotate
  Time rotated_at{};             ///< when it came to be
  Time idle_expires_at{};
  Time absolute_expires_at{};
};

enum class RefreshVerdict {
  rotate,  ///< the live generation
  repeat,  ///< its predecessor, again, while the successor is fresh and unused: two tabs or a lost answer
  reused,  ///< any older one: two parties hold tokens of this session, so it ends
  expired,
};

RefreshVerdict judge(const SessionFacts&, std::uint64_t presented, const SessionPolicy&, Time now);
Time idle_expiry(const SessionPolicy&, Time now, Time absolute_expires_at);

}  // namespace foyer
