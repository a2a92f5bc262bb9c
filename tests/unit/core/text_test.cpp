#include "core/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace foyer {
namespace {

TEST(Utf8, TakesEveryLengthOfSequenceUpToItsBounds) {
  for (const std::string text : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                 "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "Олена 🎬"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8(std::string(1, '\0')));
}

TEST(Utf8, RefusesOverlongSurrogateStrayAndTruncatedSequences) {
  const std::vector<std::string> bad{
      "\x80",         "\xBF",         "\xC0\xAF",         "\xC1\xBF",         "\xC2",
      "\xC2 ",        "\xE0\x9F\xBF", "\xE2\x82",         "\xE2\x82 ",        "\xED\xA0\x80",
      "\xED\xBF\xBF", "\xF0\x90\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
      "\xFE",         "\xFF",         "ok\xC3",           "\xC3\xA9\xA9",
  };
  for (const auto& text : bad) EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
}

TEST(Text, CountsCodePointsNotBytes) {
  using Three = Text<1, 3>;
  EXPECT_TRUE(Three::from("Їжа").has_value());
  EXPECT_TRUE(Three::from("🎬🎬🎬").has_value());
  EXPECT_EQ(Three::from("Їжак").error().type, "string_too_long");
  EXPECT_EQ(Three::from("").error().type, "string_too_short");
}

TEST(Text, SaysItsBounds) {
  EXPECT_EQ(too_short(1).msg, "String should have at least 1 character");
  EXPECT_EQ(too_short(2).msg, "String should have at least 2 characters");
  EXPECT_EQ(too_long(1).msg, "String should have at most 1 character");
  EXPECT_EQ(too_long(64).msg, "String should have at most 64 characters");
}

TEST(Text, RefusesControlsAndLetsLinesPassWhereAsked) {
  using OneLine = Text<0, 9>;
  using Lines9 = Text<0, 9, Lines::multiple>;
  for (int byte = 0; byte < 0x80; ++byte) {
    const std::string text = std::string{"a"} + static_cast<char>(byte);
    const bool control = byte < 0x20 || byte == 0x7F;
    const bool line = byte == '\t' || byte == '\n' || byte == '\r';
    EXPECT_EQ(OneLine::from(text).has_value(), !control) << byte;
    EXPECT_EQ(Lines9::from(text).has_value(), !control || line) << byte;
  }
}

TEST(Text, RefusesSignsThatTurnWhatFollows) {
  using Name = Text<1, 64>;
  for (const char* sign : {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    EXPECT_FALSE(Name::from(std::string{sign} + "moc.live").has_value());
    EXPECT_FALSE((Text<1, 64, Lines::multiple>::from(std::string{"a\n"} + sign).has_value()));
  }
  for (const char* name : {"\u2027", "\u202F", "\u2065", "\u206A", "\u200F", "שלום", "ليلى", "\u2014"}) {
    EXPECT_TRUE(Name::from(name).has_value()) << name;
  }
}

TEST(Text, RefusesC1ControlsAndSeparatorsThatBeginALine) {
  using Name = Text<1, 64>;
  using Note = Text<1, 64, Lines::multiple>;
  for (const char* control : {"\u0080", "\u0085", "\u009B", "\u009F"}) {
    EXPECT_FALSE(Name::from(std::string{"TV"} + control).has_value());
    EXPECT_FALSE(Note::from(std::string{"TV"} + control).has_value());
  }
  for (const char* separator : {"\u2028", "\u2029"}) {
    EXPECT_FALSE(Name::from(std::string{"TV"} + separator).has_value());
    EXPECT_TRUE(Note::from(std::string{"TV"} + separator).has_value());
  }
  EXPECT_TRUE(Name::from("\u00A0é").has_value());
}

TEST(Text, KeepsWhatItTook) {
  using Name = Text<1, 64>;
  EXPECT_EQ(Name::from(" Їжа ").value().str(), " Їжа ");
  EXPECT_EQ(Name::from("a").value(), Name::from("a").value());
  EXPECT_NE(Name::from("a").value(), Name::from("A").value());
}

}  // namespace
}  // namespace foyer
