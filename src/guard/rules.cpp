#include "guard/rules.h"

#include <algorithm>

namespace foyer {

GuessVerdict judge(const GuessFacts& facts, const GuessPolicy& policy, Time now) {
  if (facts.failures >= policy.most) return {false, policy.longest_wait};
  if (facts.failures < policy.free) return {true};
  std::chrono::seconds wait = policy.first_wait;
  for (std::int64_t i = policy.free; i < facts.failures && wait < policy.longest_wait; ++i) wait *= 2;
  wait = std::min(wait, policy.longest_wait);
  // A clock that was set back must neither free a guess nor make anyone wait longer than the rule says.
  const auto passed = std::max<std::chrono::milliseconds>(std::chrono::milliseconds{0}, now - facts.last_at);
  if (passed >= wait) return {true};
  return {false, std::chrono::ceil<std::chrono::seconds>(wait - passed)};
}

}  // namespace foyer
