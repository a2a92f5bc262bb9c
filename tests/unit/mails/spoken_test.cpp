#include "mails/spoken.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace foyer {
namespace {

using namespace std::chrono_literals;

TEST(Spoken, SpansAreSaidInTheLargestUnitThatFits) {
  EXPECT_EQ(spoken(30min), "30 minutes");
  EXPECT_EQ(spoken(1h), "1 hour");
  EXPECT_EQ(spoken(90min), "90 minutes");
  EXPECT_EQ(spoken(24h), "24 hours");
  EXPECT_EQ(spoken(7 * 24h), "7 days");
  EXPECT_EQ(spoken(25h), "25 hours");
  EXPECT_EQ(spoken(1s), "1 minute");
}

TEST(Spoken, TimesNameTheirZone) {
  EXPECT_EQ(spoken(test::ManualClock::birth), "23 November 2026, 01:02 UTC");
  EXPECT_EQ(spoken_date(test::ManualClock::birth), "23 November 2026");
}

}  // namespace
}  // namespace foyer
