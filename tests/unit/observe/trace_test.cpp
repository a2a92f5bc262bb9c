#include "platform/observe/trace.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

constexpr std::string_view callers = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr std::array<std::uint64_t, 3> random{0x0123456789abcdef, 0xfedcba9876543210, 0x00000000deadbeef};

std::string begun(std::string_view incoming, const std::array<std::uint64_t, 3>& numbers = random) {
  std::string out = "left over";
  trace::begin(out, incoming, numbers);
  return out;
}

TEST(Trace, GoesOnUnderTheCallersIdWithASpanOfItsOwn) {
  EXPECT_EQ(begun(callers), "00-4bf92f3577b34da6a3ce929d0e0e4736-00000000deadbeef-01");
}

TEST(Trace, IsNewWithoutACaller) { EXPECT_EQ(begun(""), "00-0123456789abcdeffedcba9876543210-00000000deadbeef-00"); }

TEST(Trace, NeverHasAnIdOfZerosOnly) {
  const std::string made = begun("", {0, 0, 0});
  EXPECT_TRUE(trace::is_traceparent(made)) << made;
}

TEST(Trace, KeepsOfTheFlagsOnlyWhetherItIsSampled) {
  const std::string flags = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
  EXPECT_TRUE(begun(flags + "ff").ends_with("-01"));
  EXPECT_TRUE(begun(flags + "fe").ends_with("-00"));
  EXPECT_TRUE(begun(flags + "02").ends_with("-00"));
}

TEST(Trace, ReadsLaterVersionsAsFarAsTheFirstOneGoes) {
  EXPECT_TRUE(begun("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").starts_with("00-4bf92f35"));
  EXPECT_TRUE(begun("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-else").starts_with("00-4bf92f35"));
  EXPECT_FALSE(trace::is_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what-else"));
}

TEST(Trace, RefusesEverythingElse) {
  const std::string good{callers};
  std::vector<std::string> bad{"",
                               "00",
                               good.substr(0, 54),
                               good + "-00",
                               good + " ",
                               "ff" + good.substr(2),
                               "0g" + good.substr(2),
                               "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                               "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                               "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                               "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                               "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b70-01",
                               "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                               "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                               "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
  for (const std::string& text : bad) {
    EXPECT_FALSE(trace::is_traceparent(text)) << text;
    EXPECT_TRUE(begun(text).starts_with("00-0123456789abcdef")) << text;
  }
  EXPECT_TRUE(trace::is_traceparent(good));
}

TEST(Trace, TellsItsIdAndNothingWhereThereIsNone) {
  EXPECT_EQ(trace::id_of(callers), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(trace::id_of(""), "");
}

}  // namespace
}  // namespace foyer
