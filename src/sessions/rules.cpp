#include "sessions/rules.h"

#include <algorithm>

namespace foyer {

RefreshVerdict judge(const SessionFacts& facts, std::uint64_t presented, const SessionPolicy& policy, Time now) {
  if (now >= facts.idle_expires_at || now >= facts.absolute_expires_at) return RefreshVerdict::expired;
  const bool allowed = next_window(facts, policy, now).refreshes <= policy.refreshes;
  if (presented == facts.generation) return allowed ? RefreshVerdict::rotate : RefreshVerdict::limited;
  // Only the live generation's own predecessor: were the successor used, a newer generation would stand in the row.
  const bool predecessor = facts.generation > 0 && presented == facts.generation - 1;
  // Either way from the rotation, or a clock set back by an hour would let a stolen token be repeated for an hour.
  const bool fresh = std::chrono::abs(now - facts.rotated_at) < policy.reuse_leeway;
  if (!predecessor || !fresh) return RefreshVerdict::reused;
  return allowed ? RefreshVerdict::repeat : RefreshVerdict::limited;
}

RefreshWindow next_window(const SessionFacts& facts, const SessionPolicy& policy, Time now) {
  // A window that ends later than one beginning now would was opened before the clock was set back.
  const bool open = now < facts.refresh_window_ends_at && facts.refresh_window_ends_at <= now + policy.refresh_window;
  if (open) return {facts.refreshes_in_window + 1, facts.refresh_window_ends_at};
  return {1, now + policy.refresh_window};
}

Time idle_expiry(const SessionPolicy& policy, Time now, Time absolute_expires_at) {
  return std::min<Time>(now + policy.idle_lifetime, absolute_expires_at);
}

Time sweep_time(Time idle_expires_at, Time absolute_expires_at) {
  return absolute_expires_at - std::chrono::floor<std::chrono::days>(absolute_expires_at - idle_expires_at);
}

}  // namespace foyer
