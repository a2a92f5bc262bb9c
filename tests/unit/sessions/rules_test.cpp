// T2 and T4: what a presented generation means at every edge.
#include "sessions/rules.h"

#include <gtest/gtest.h>

#include <limits>
#include <ostream>

namespace foyer {

std::ostream& operator<<(std::ostream& out, RefreshVerdict verdict) { return out << static_cast<int>(verdict); }

namespace {

using namespace std::chrono_literals;

constexpr Time rotated{std::chrono::milliseconds{1'795'395'723'004}};
constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
constexpr SessionPolicy policy{.reuse_leeway = 10s};

SessionFacts at_generation(std::uint64_t generation) {
  return {generation, rotated, rotated + 24h, rotated + 30 * 24h};
}

RefreshVerdict verdict(std::uint64_t live, std::uint64_t presented, std::chrono::milliseconds after = 1s,
                       const SessionPolicy& by = policy) {
  return judge(at_generation(live), presented, by, rotated + after);
}

TEST(T2, TheLiveGenerationRotates) {
  for (const std::uint64_t live : {std::uint64_t{1}, std::uint64_t{7}, highest}) {
    EXPECT_EQ(verdict(live, live, 0s), RefreshVerdict::rotate) << live;
    EXPECT_EQ(verdict(live, live, 23h), RefreshVerdict::rotate) << live;
  }
}

TEST(T2, ItsPredecessorIsRepeatedUntilTheLeewayEnds) {
  EXPECT_EQ(verdict(7, 6, 0ms), RefreshVerdict::repeat);
  EXPECT_EQ(verdict(7, 6, 10s - 1ms), RefreshVerdict::repeat);
  EXPECT_EQ(verdict(7, 6, 10s), RefreshVerdict::reused);
  EXPECT_EQ(verdict(7, 6, 1h), RefreshVerdict::reused);
}

TEST(T2, ARepeatIsCountedAsARefreshIs) {
  SessionFacts facts = at_generation(7);
  facts.refresh_window_ends_at = rotated + 60s;
  facts.refreshes_in_window = 29;
  EXPECT_EQ(judge(facts, 6, policy, rotated + 1s), RefreshVerdict::repeat);
  facts.refreshes_in_window = 30;
  EXPECT_EQ(judge(facts, 6, policy, rotated + 1s), RefreshVerdict::limited);
  EXPECT_EQ(judge(facts, 5, policy, rotated + 1s), RefreshVerdict::reused);
}

TEST(T2, OlderAndUnbornGenerationsAreReuseHoweverFresh) {
  for (const std::uint64_t presented : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{5}, std::uint64_t{8},
                                        std::uint64_t{9}, highest - 1, highest}) {
    EXPECT_EQ(verdict(7, presented, 0ms), RefreshVerdict::reused) << presented;
  }
}

TEST(T2, WithoutLeewayNothingIsRepeated) {
  constexpr SessionPolicy strict{.reuse_leeway = 0s};
  EXPECT_EQ(verdict(7, 6, 0ms, strict), RefreshVerdict::reused);
  EXPECT_EQ(verdict(7, 6, -1ms, strict), RefreshVerdict::reused);
  EXPECT_EQ(verdict(7, 7, 0ms, strict), RefreshVerdict::rotate);
}

TEST(T2, GenerationsDoNotWrapAround) {
  EXPECT_EQ(verdict(0, highest, 0ms), RefreshVerdict::reused);
  EXPECT_EQ(verdict(highest, 0, 0ms), RefreshVerdict::reused);
  EXPECT_EQ(verdict(highest, highest - 1, 0ms), RefreshVerdict::repeat);
}

TEST(T2, AClockSetBackDoesNotStretchTheLeeway) {
  EXPECT_EQ(verdict(7, 6, -(10s - 1ms)), RefreshVerdict::repeat);
  EXPECT_EQ(verdict(7, 6, -10s), RefreshVerdict::reused);
  EXPECT_EQ(verdict(7, 6, -24h), RefreshVerdict::reused);
  EXPECT_EQ(verdict(7, 7, -24h), RefreshVerdict::rotate);
}

TEST(T2, AClockSetBackOpensAWindowOfRefreshesAnew) {
  SessionFacts facts = at_generation(7);
  facts.refreshes_in_window = 30;
  facts.refresh_window_ends_at = rotated + 60s;
  EXPECT_EQ(next_window(facts, policy, rotated + 1s).refreshes, 31);
  EXPECT_EQ(judge(facts, 7, policy, rotated + 1s), RefreshVerdict::limited);
  const RefreshWindow anew = next_window(facts, policy, rotated - 1h);
  EXPECT_EQ(anew.refreshes, 1);
  EXPECT_EQ(anew.ends_at, rotated - 1h + 60s);
  EXPECT_EQ(judge(facts, 7, policy, rotated - 1h), RefreshVerdict::rotate);
}

TEST(T4, AtEitherExpiryEverythingIsExpired) {
  SessionFacts idle = at_generation(7);
  SessionFacts absolute = at_generation(7);
  absolute.idle_expires_at = absolute.absolute_expires_at + 1h;
  for (const std::uint64_t presented : {std::uint64_t{7}, std::uint64_t{6}, std::uint64_t{1}}) {
    EXPECT_EQ(judge(idle, presented, policy, idle.idle_expires_at), RefreshVerdict::expired);
    EXPECT_EQ(judge(absolute, presented, policy, absolute.absolute_expires_at), RefreshVerdict::expired);
  }
  EXPECT_EQ(judge(idle, 7, policy, idle.idle_expires_at - 1ms), RefreshVerdict::rotate);
  EXPECT_EQ(judge(absolute, 7, policy, absolute.absolute_expires_at - 1ms), RefreshVerdict::rotate);
  EXPECT_EQ(judge(idle, 1, policy, idle.idle_expires_at - 1ms), RefreshVerdict::reused);
}

TEST(T4, UseProlongsASessionButNeverBeyondItsEnd) {
  const SessionPolicy by{.idle_lifetime = 24h};
  const Time end = rotated + 30 * 24h;
  EXPECT_EQ(idle_expiry(by, rotated, end), rotated + 24h);
  EXPECT_EQ(idle_expiry(by, end - 24h - 1ms, end), end - 1ms);
  EXPECT_EQ(idle_expiry(by, end - 24h, end), end);
  EXPECT_EQ(idle_expiry(by, end - 1ms, end), end);
  EXPECT_EQ(idle_expiry(by, end + 1h, end), end);
}

TEST(K5, ASessionIsSweptWithinADayOfItsExpiryAndAtTheSameTimeForAllRefreshesOfADay) {
  const Time end = rotated + 30 * 24h;
  EXPECT_EQ(sweep_time(rotated + 24h, end), rotated + 24h);
  EXPECT_EQ(sweep_time(rotated + 24h + 1ms, end), rotated + 48h);
  EXPECT_EQ(sweep_time(rotated + 36h, end), rotated + 48h);
  EXPECT_EQ(sweep_time(rotated + 48h, end), rotated + 48h);
  EXPECT_EQ(sweep_time(end - 1ms, end), end);
  EXPECT_EQ(sweep_time(end, end), end);
  EXPECT_EQ(sweep_time(rotated + 1h, rotated + 24h + 30min), rotated + 24h + 30min);
}

}  // namespace
}  // namespace foyer
