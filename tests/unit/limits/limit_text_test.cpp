#include "platform/limits/limit_text.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

using namespace std::chrono_literals;

const Limit fallback{"login", 60, 15min};

TEST(LimitText, IsUsesPerTime) {
  const std::pair<const char*, Limit> texts[] = {{"60/15m", {"login", 60, 15min}},
                                                 {"10/h", {"login", 10, 1h}},
                                                 {"3/2d", {"login", 3, 48h}},
                                                 {"1000000/1s", {"login", 1'000'000, 1s}},
                                                 {"30/90s", {"login", 30, 90s}}};
  for (const auto& [text, meant] : texts) {
    const auto read = parse_limit(text, fallback);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->name, "login");
    EXPECT_EQ(read->quota, meant.quota) << text;
    EXPECT_EQ(read->window, meant.window) << text;
  }
}

TEST(LimitText, WritesWhatItReads) {
  for (const char* text : {"60/15m", "10/h", "3/2d", "7/s", "30/90s", "off"}) {
    EXPECT_EQ(to_text(parse_limit(text, fallback).value()), text);
  }
}

TEST(LimitText, OffHasNoEndAndSaysSo) {
  const Limit off = parse_limit("off", fallback).value();
  EXPECT_TRUE(is_off(off));
  EXPECT_FALSE(is_off(fallback));
}

TEST(LimitText, AnythingElseIsRefused) {
  for (const char* text : {"", "60", "/15m", "60/", "60/15", "0/15m", "-1/15m", "60/0m", "60/15w", "60 / 15m",
                           "6e1/15m", "60/m15", "Off", "99999999999/1s", "60/1m1", "60//1m"}) {
    EXPECT_FALSE(parse_limit(text, fallback)) << text;
  }
}

}  // namespace
}  // namespace foyer
