#include "platform/observe/log_format.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>

#include "core/text.h"

namespace foyer::log {
namespace {

const Time at{std::chrono::milliseconds{1'795'395'723'004}};

std::string text(std::string_view message, Fields fields = {}) {
  return format_text({at, Level::info, message, fields});
}

boost::json::object json(std::string_view message, Fields fields = {}) {
  return boost::json::parse(format_json({at, Level::warning, message, fields})).as_object();
}

TEST(TextLine, ReadsTimeLevelMessageFields) {
  EXPECT_EQ(text("mail sent", {{"job", 12}, {"attempt", 1}}),
            "2026-11-23T01:02:03.004Z info  mail sent  job=12 attempt=1");
}

TEST(TextLine, WritesNumbersFlagsAndWordsBare) {
  EXPECT_EQ(text("m", {{"a", -5}, {"b", true}, {"c", 1.5}, {"d", "Київ"}}).substr(31), "m  a=-5 b=true c=1.5 d=Київ");
}

TEST(TextLine, QuotesValuesThatCouldBeTakenForMore) {
  EXPECT_TRUE(text("m", {{"v", "a b"}}).ends_with(R"(v="a b")"));
  EXPECT_TRUE(text("m", {{"v", "a=b"}}).ends_with(R"(v="a=b")"));
  EXPECT_TRUE(text("m", {{"v", ""}}).ends_with(R"(v="")"));
  EXPECT_TRUE(text("m", {{"v", "say \"hi\""}}).ends_with(R"(v="say \"hi\"")"));
  EXPECT_TRUE(text("m", {{"v", "back\\slash"}}).ends_with(R"(v="back\\slash")"));
}

TEST(TextLine, EscapesControlsLineBreaksAndBytesThatAreNotUtf8) {
  EXPECT_TRUE(text("m", {{"v", "a\r\nlevel=error\t"}}).ends_with(R"(v="a\r\nlevel=error\t")"));
  EXPECT_TRUE(text("m", {{"v", std::string_view{"\0\x1b[2J\x7f", 6}}}).ends_with(R"(v="\x00\x1b[2J\x7f")"));
  EXPECT_TRUE(text("m", {{"v", "\xff\xc0\xaf"}}).ends_with(R"(v="\xff\xc0\xaf")"));
  EXPECT_TRUE(text("m", {{"v", "\xe2\x80"}}).ends_with(R"(v="\xe2\x80")"));
  EXPECT_TRUE(text("m", {{"v", "a\u2028b\u202ec"}}).ends_with(R"(v="a\u{2028}b\u{202e}c")"));
  EXPECT_TRUE(text("m", {{"v",
                          "\xc2\x9b"
                          "31m"}})
                  .ends_with(R"(v="\x9b31m")"));
}

TEST(TextLine, MessageCannotPretendToHoldFields) {
  EXPECT_TRUE(text("sent  job=1").ends_with(R"("sent  job=1")"));
  EXPECT_TRUE(text("one\ntwo").ends_with(R"("one\ntwo")"));
}

TEST(TextLine, NameCannotBreakTheLine) { EXPECT_TRUE(text("m", {{"a b\n=", 1}}).ends_with("  a_b__=1")); }

TEST(TextLine, EveryByteGivesExactlyOneLine) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value(1, static_cast<char>(byte));
    const std::string line = text(value, {{"v", value}});
    EXPECT_EQ(line.find_first_of("\n\r\x1b\x7f"), std::string::npos) << byte;
    EXPECT_TRUE(is_utf8(line)) << byte;
    EXPECT_TRUE(is_utf8(format_json({at, Level::info, value, {{"v", value}}}))) << byte;
  }
}

TEST(TextLine, ColoursTheLevelOnlyWhenAsked) {
  const Line line{at, Level::error, "m", {}};
  EXPECT_EQ(format_text(line), "2026-11-23T01:02:03.004Z error m");
  EXPECT_EQ(format_text(line, Colours::yes), "2026-11-23T01:02:03.004Z \x1b[31merror\x1b[0m m");
}

TEST(JsonLine, ReadsBackAsWritten) {
  const auto line = json("a \"quoted\"\nline \\ Ї", {{"job", std::numeric_limits<std::int64_t>::min()},
                                                     {"ok", false},
                                                     {"ratio", 0.1},
                                                     {"who", std::string_view{"x\0\x1by\u2028", 7}}});
  EXPECT_EQ(line.at("time").as_string(), "2026-11-23T01:02:03.004Z");
  EXPECT_EQ(line.at("level").as_string(), "warning");
  EXPECT_EQ(line.at("message").as_string(), "a \"quoted\"\nline \\ Ї");
  EXPECT_EQ(line.at("job").as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(line.at("ok").as_bool());
  EXPECT_DOUBLE_EQ(line.at("ratio").as_double(), 0.1);
  EXPECT_EQ(std::string_view{line.at("who").as_string()}, (std::string_view{"x\0\x1by\u2028", 7}));
}

TEST(JsonLine, IsOneLineOfUtf8WhateverTheBytes) {
  const std::string line = format_json({at, Level::info, "a\nb", {{"v", "\xff\r\n\xed\xa0\x80"}}});
  EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
  EXPECT_EQ(boost::json::parse(line).at("v").as_string(), "\ufffd\r\n\ufffd\ufffd\ufffd");
}

TEST(JsonLine, ValueCannotAddFields) {
  const auto line = json("m", {{"v", R"(","admin":true,"x":")"}});
  EXPECT_EQ(line.size(), 4U);
  EXPECT_FALSE(line.contains("admin"));
}

TEST(JsonLine, NumbersThatJsonLacksBecomeNull) {
  const auto line =
      json("m", {{"a", std::numeric_limits<double>::quiet_NaN()}, {"b", std::numeric_limits<double>::infinity()}});
  EXPECT_TRUE(line.at("a").is_null());
  EXPECT_TRUE(line.at("b").is_null());
}

}  // namespace
}  // namespace foyer::log
