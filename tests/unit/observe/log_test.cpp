#include "platform/observe/log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

namespace foyer::log {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

template <class F>
std::vector<std::string> written_by(F work) {
  testing::internal::CaptureStderr();
  work();
  flush();
  return lines_of(testing::internal::GetCapturedStderr());
}

TEST(Log, WritesOneLinePerCallInOrder) {
  configure(Level::info, Format::json);
  const auto lines = written_by([] {
    for (int i = 0; i < 100; ++i) info("a\nb", {{"n", i}});
  });
  ASSERT_EQ(lines.size(), 100U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(boost::json::parse(lines[i]).at("n").as_int64(), static_cast<std::int64_t>(i));
  }
}

TEST(Log, LeavesOutWhatIsBelowTheLevel) {
  configure(Level::warning, Format::text);
  const auto lines = written_by([] {
    debug("one");
    info("two");
    warning("three");
    error("four");
  });
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].ends_with("warn  three"));
  EXPECT_TRUE(lines[1].ends_with("error four"));
  EXPECT_FALSE(enabled(Level::info));
  EXPECT_TRUE(enabled(Level::error));
}

TEST(Log, K3ARecordIsWrittenWhateverTheLevel) {
  configure(Level::error, Format::text);
  EXPECT_EQ(written_by([] { record("kept"); }).size(), 1U);
  configure(Level::error, Format::text, Records::left_out);
  EXPECT_TRUE(written_by([] { record("left out"); }).empty());
}

TEST(Log, OffWritesNothing) {
  configure(Level::off, Format::text);
  EXPECT_TRUE(written_by([] {
                error("four");
                record("kept");
              }).empty());
}

TEST(Log, PercentSignsAndBracesAreOnlyText) {
  configure(Level::info, Format::text);
  const auto lines = written_by([] { info("100%v {} %n"); });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].ends_with("info  100%v {} %n"));
}

TEST(Log, GoesOnAfterAFlush) {
  configure(Level::info, Format::text);
  EXPECT_EQ(written_by([] { info("one"); }).size(), 1U);
  EXPECT_EQ(written_by([] { info("two"); }).size(), 1U);
}

TEST(Log, ThreadsNeitherMixNorLoseLines) {
  configure(Level::info, Format::json);
  const std::uint64_t dropped_before = dropped();
  const auto lines = written_by([] {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 400; ++i) info("from a thread", {{"text", std::string(50, 'x')}});
      });
    }
  });
  EXPECT_EQ(lines.size() + (dropped() - dropped_before), 1600U);
  EXPECT_TRUE(std::ranges::all_of(lines, [](const std::string& line) {
    boost::system::error_code failure;
    boost::json::parse(line, failure);
    return !failure;
  }));
}

}  // namespace
}  // namespace foyer::log
