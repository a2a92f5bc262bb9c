#include "guard/rules.h"

#include <algorithm>

namespace foyer {

GuessVerdict judge(const GuessFacts& facts, const GuessPolicy& policy, Time now) {
  if (facts.failures >= policy.most) return {false, policy.longest_wait};
  if (facts.failures < policy.free) return {true};
  std::chrono::seconds wait = policy.first_wait;
  for (std::int64_t i = policy.free; i < facts.failures && wait < policy.longest_wait; ++i) wait *= 2;
  wait = std::min(wait, policy.longest_wait);
  const std::chrono::milliseconds left = facts.last_at + wait - now;
  // A clock that was set back by more than the longest wait gives one guess to whoever waits, as the failure that
  // follows is counted at the new time; by less, and they wait up to twice as long.
  if (left <= left.zero() || facts.last_at - now > policy.longest_wait) return {true};
  return {false, std::min(std::chrono::ceil<std::chrono::seconds>(left), policy.longest_wait)};
}

}  // namespace foyer
