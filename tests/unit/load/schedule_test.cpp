#include "load/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace load {
namespace {

using namespace std::chrono_literals;

std::vector<std::chrono::nanoseconds> first(int count, Schedule schedule) {
  std::vector<std::chrono::nanoseconds> due;
  for (; count > 0; --count, schedule.advance()) due.push_back(schedule.due());
  return due;
}

TEST(Schedule, SpacesArrivalsEvenly) {
  EXPECT_EQ(first(4, Schedule{1000, {}}), (std::vector<std::chrono::nanoseconds>{0ms, 1ms, 2ms, 3ms}));
}

TEST(Schedule, DoesNotDriftWhereTheGapIsNoWholeNanosecond) {
  Schedule schedule{3, {}};
  for (int i = 0; i < 3'000'000; ++i) schedule.advance();
  EXPECT_EQ(schedule.due(), 1'000'000s);
}

TEST(Schedule, OfAllLanesTogetherIsThatOfOne) {
  std::vector<std::chrono::nanoseconds> together;
  for (unsigned lane = 0; lane < 3; ++lane) {
    const auto due = first(5, Schedule{700, {lane, 3}});
    together.insert(together.end(), due.begin(), due.end());
  }
  std::ranges::sort(together);
  EXPECT_EQ(together, first(15, Schedule{700, {}}));
}

}  // namespace
}  // namespace load
