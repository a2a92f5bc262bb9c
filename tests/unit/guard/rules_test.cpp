#include "guard/rules.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

using namespace std::chrono_literals;

constexpr Time noon{std::chrono::milliseconds{1'700'000'000'000}};

GuessVerdict after(std::int64_t failures, std::chrono::milliseconds ago) {
  return judge({failures, noon - ago}, GuessPolicy{}, noon);
}

TEST(GuessRules, L1TenFailuresCostNoWaiting) {
  for (std::int64_t failures = 0; failures < 10; ++failures) EXPECT_TRUE(after(failures, 0ms).granted) << failures;
}

TEST(GuessRules, L1ThenEachFailureDoublesTheWaitFromHalfAMinuteToAnHour) {
  const std::pair<std::int64_t, std::chrono::seconds> waits[] = {{10, 30s},   {11, 60s},  {12, 120s},  {13, 240s},
                                                                 {14, 480s},  {15, 960s}, {16, 1920s}, {17, 3600s},
                                                                 {18, 3600s}, {99, 3600s}};
  for (const auto& [failures, wait] : waits) {
    EXPECT_EQ(after(failures, 0ms).retry_after, wait) << failures;
    EXPECT_FALSE(after(failures, wait - 1ms).granted) << failures;
    EXPECT_EQ(after(failures, wait - 1ms).retry_after, 1s) << failures;
    EXPECT_TRUE(after(failures, wait).granted) << failures;
  }
}

TEST(GuessRules, L1AHundredFailuresWaitForAReset) {
  EXPECT_TRUE(after(99, 365 * 24h).granted);
  EXPECT_FALSE(after(100, 365 * 24h).granted);
  EXPECT_FALSE(after(5'000, 0ms).granted);
}

TEST(GuessRules, L1AClockSetBackLetsNobodyWaitLongerThanTwiceTheLongestWait) {
  EXPECT_EQ(judge({12, noon + 10min}, GuessPolicy{}, noon).retry_after, 12min);
  EXPECT_EQ(judge({12, noon + 59min}, GuessPolicy{}, noon).retry_after, 1h);
  EXPECT_FALSE(judge({12, noon + 1h}, GuessPolicy{}, noon).granted);
  EXPECT_TRUE(judge({12, noon + 1h + 1ms}, GuessPolicy{}, noon).granted);
  EXPECT_TRUE(judge({99, noon + 1h}, GuessPolicy{}, noon + 2h).granted);
  EXPECT_FALSE(judge({100, noon + 24h}, GuessPolicy{}, noon).granted);
}

}  // namespace
}  // namespace foyer
