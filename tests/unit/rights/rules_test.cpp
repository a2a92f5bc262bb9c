#include "rights/rules.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace foyer {
namespace {

using namespace std::chrono_literals;

constexpr Time now = test::ManualClock::birth;

TEST(StepUp, AProofIsFreshForFifteenMinutes) {
  EXPECT_TRUE(is_fresh(now, now));
  EXPECT_TRUE(is_fresh(now - 15min, now));
  EXPECT_FALSE(is_fresh(now - 15min - 1ms, now));
}

TEST(StepUp, AProofByAnotherServersClockIsTakenWithinTheSameBound) {
  EXPECT_TRUE(is_fresh(now + 1s, now));
  EXPECT_TRUE(is_fresh(now + 15min, now));
  EXPECT_FALSE(is_fresh(now + 15min + 1ms, now));
}

TEST(StepUp, ASessionFromBeforeProofsWereNotedIsStale) { EXPECT_FALSE(is_fresh(Time{}, now)); }

TEST(ErasureDate, IsTheEndOfTheWait) {
  EXPECT_EQ(erasure_of(now, std::chrono::days{14}, std::nullopt), now + 14 * 24h);
}

TEST(ErasureDate, WaitsForTheLastLinkThatUndoesAMove) {
  EXPECT_EQ(erasure_of(now, std::chrono::days{1}, now + 7 * 24h), now + 7 * 24h);
  EXPECT_EQ(erasure_of(now, std::chrono::days{14}, now + 7 * 24h), now + 14 * 24h);
}

}  // namespace
}  // namespace foyer
