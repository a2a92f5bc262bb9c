#include "sessions/rules.h"

#include <algorithm>

namespace foyer {

RefreshVerdict judge(const SessionFacts& facts, std::uint64_t presented, const SessionPolicy& policy, Time now) {
  if (now >= facts.idle_expires_at || now >= facts.absolute_expires_at) return RefreshVerdict::expired;
  if (presented == facts.generation) return RefreshVerdict::rotate;
  // Only the live generation's own predecessor: were the successor used, a newer generation would stand in the row.
  const bool predecessor = facts.generation > 0 && presented == facts.generation - 1;
  // Either way from the rotation, or a clock set back by an hour would let a stolen token be repeated for an hour.
  const bool fresh = std::chrono::abs(now - facts.rotated_at) < policy.reuse_leeway;
  return predecessor && fresh ? RefreshVerdict::repeat : RefreshVerdict::reused;
}

Time idle_expiry(const SessionPolicy& policy, Time now, Time absolute_expires_at) {
  return std::min<Time>(now + policy.idle_lifetime, absolute_expires_at);
}

}  // namespace foyer
