#include "core/text.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

TEST(Utf8, RefusesOverlongSurrogateAndTruncatedSequences) {
  EXPECT_TRUE(is_utf8("Олена 🎬"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xE2\x82"));
}

TEST(Text, CountsCodePointsNotBytes) {
  using Three = Text<1, 3>;
  EXPECT_TRUE(Three::from("Їжа").has_value());
  EXPECT_EQ(Three::from("Їжак").error().type, "string_too_long");
  EXPECT_EQ(Three::from("").error().type, "string_too_short");
}

TEST(Text, RefusesControlsAndLetsLinesPassWhereAsked) {
  using OneLine = Text<0, 9>;
  using Lines9 = Text<0, 9, Lines::multiple>;
  EXPECT_FALSE(OneLine::from("a\nb").has_value());
  EXPECT_FALSE(OneLine::from(std::string{"a\0b", 3}).has_value());
  EXPECT_TRUE(Lines9::from("a\nb").has_value());
  EXPECT_FALSE(Lines9::from("a\x1b").has_value());
}

}  // namespace
}  // namespace foyer
