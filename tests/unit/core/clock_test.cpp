#include "core/clock.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace foyer {
namespace {

using namespace std::chrono_literals;

Time at(int year, unsigned month, unsigned day, std::chrono::milliseconds time = 0ms) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  return std::chrono::sys_days{date} + time;
}

struct Example {
  Time time;
  std::string rfc3339;
  std::string http;
};

// The weekdays are those of `date -u -d @…`.
const std::vector<Example> examples{
    {Time{}, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
    {Time{-1ms}, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
    {Time{1'795'395'723'004ms}, "2026-11-23T01:02:03.004Z", "Mon, 23 Nov 2026 01:02:03 GMT"},
    {at(2000, 2, 29), "2000-02-29T00:00:00.000Z", "Tue, 29 Feb 2000 00:00:00 GMT"},
    {at(2024, 2, 29, 23h + 59min + 59s + 999ms), "2024-02-29T23:59:59.999Z", "Thu, 29 Feb 2024 23:59:59 GMT"},
    {at(2024, 2, 29, 24h), "2024-03-01T00:00:00.000Z", "Fri, 01 Mar 2024 00:00:00 GMT"},
    {at(2023, 2, 28, 24h), "2023-03-01T00:00:00.000Z", "Wed, 01 Mar 2023 00:00:00 GMT"},
    {at(2100, 2, 28, 24h), "2100-03-01T00:00:00.000Z", "Mon, 01 Mar 2100 00:00:00 GMT"},
    {at(1994, 11, 6, 8h + 49min + 37s), "1994-11-06T08:49:37.000Z", "Sun, 06 Nov 1994 08:49:37 GMT"},
    {Time{2'147'483'648s}, "2038-01-19T03:14:08.000Z", "Tue, 19 Jan 2038 03:14:08 GMT"},
    {at(9999, 12, 31, 23h + 59min + 59s + 999ms), "9999-12-31T23:59:59.999Z", "Fri, 31 Dec 9999 23:59:59 GMT"},
};

TEST(Clock, TimesAreRfc3339InUtcWithMilliseconds) {
  for (const auto& example : examples) EXPECT_EQ(to_rfc3339(example.time), example.rfc3339);
}

TEST(Clock, ATimeThatFourDigitsCannotSayIsTheNextThatTheyCan) {
  EXPECT_EQ(to_rfc3339(at(9999, 12, 31, 24h)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(at(0, 1, 1)), "0000-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(at(0, 1, 1) - 1ms), "0000-01-01T00:00:00.000Z");
}

TEST(Clock, HttpDatesAreFixdatesWithoutFractions) {
  for (const auto& example : examples) EXPECT_EQ(to_http_date(example.time), example.http);
}

TEST(Clock, EveryMonthAndWeekdayHasItsName) {
  std::string months;
  std::string weekdays;
  for (unsigned month = 1; month <= 12; ++month) months += to_http_date(at(2026, month, 1)).substr(8, 3);
  for (unsigned day = 1; day <= 7; ++day) weekdays += to_http_date(at(2026, 11, day)).substr(0, 3);
  EXPECT_EQ(months, "JanFebMarAprMayJunJulAugSepOctNovDec");
  EXPECT_EQ(weekdays, "SunMonTueWedThuFriSat");
}

TEST(Clock, LaterTimesAreLaterTexts) {
  EXPECT_LT(to_rfc3339(at(2026, 9, 30, 9h)), to_rfc3339(at(2026, 9, 30, 10h)));
  EXPECT_LT(to_rfc3339(at(2026, 9, 30)), to_rfc3339(at(2026, 10, 1)));
}

TEST(Clock, TheSystemsIsInThePresent) {
  const SystemClock clock;
  const Time before = clock.now();
  EXPECT_GT(before, at(2024, 1, 1));
  EXPECT_LT(before, at(2200, 1, 1));
}

}  // namespace
}  // namespace foyer
