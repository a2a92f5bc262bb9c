#include "platform/observe/metrics.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/observe/process_facts.h"

namespace foyer {
namespace {

using metrics::Kind;
using metrics::Page;
using namespace std::chrono_literals;

/// The value of the line that begins with `series`; nothing if there is none.
std::optional<double> value_of(const std::string& page, const std::string& series) {
  const auto at = ("\n" + page).find("\n" + series + " ");
  if (at == std::string::npos) return std::nullopt;
  return std::stod(page.substr(at + series.size() + 1));
}

TEST(Metrics, AFamilySaysWhatItIsBeforeItsSamples) {
  Page page;
  page.family(Kind::gauge, "foyer_seats", "Seats, by row.");
  page.sample({{"row", "a"}, {"side", "left"}}, 12);
  page.sample({{"row", "b"}, {"side", "left"}}, 0.5);
  page.single(Kind::counter, "foyer_films_total", "Films shown.", 12345678901);
  EXPECT_EQ(page.text(),
            "# HELP foyer_seats Seats, by row.\n"
            "# TYPE foyer_seats gauge\n"
            "foyer_seats{row=\"a\",side=\"left\"} 12\n"
            "foyer_seats{row=\"b\",side=\"left\"} 0.5\n"
            "# HELP foyer_films_total Films shown.\n"
            "# TYPE foyer_films_total counter\n"
            "foyer_films_total 12345678901\n");
}

TEST(Metrics, AValueOfALabelCannotLeaveItsQuotes) {
  Page page;
  page.family(Kind::gauge, "foyer_seats", "Seats.");
  page.sample({{"row", "a\"} 1\nfoyer_up{x=\"\\"}}, 1);
  EXPECT_TRUE(page.text().ends_with("foyer_seats{row=\"a\\\"} 1\\nfoyer_up{x=\\\"\\\\\"} 1\n")) << page.text();
}

TEST(Metrics, AHistogramCountsUpToEachBound) {
  metrics::Histogram histogram;
  histogram.add(500us);
  histogram.add(501us);
  histogram.add(3s);
  histogram.add(1h);
  Page page;
  page.family(Kind::histogram, "foyer_wait_seconds", "Wait.");
  page.sample({{"at", "door"}}, histogram);
  const auto bucket = [&](const std::string& bound) {
    return value_of(page.text(), "foyer_wait_seconds_bucket{at=\"door\",le=\"" + bound + "\"}");
  };
  EXPECT_EQ(bucket("0.0005"), 1);
  EXPECT_EQ(bucket("0.001"), 2);
  EXPECT_EQ(bucket("2.5"), 2);
  EXPECT_EQ(bucket("5"), 3);
  EXPECT_EQ(bucket("10"), 3);
  EXPECT_EQ(bucket("+Inf"), 4);
  EXPECT_EQ(value_of(page.text(), "foyer_wait_seconds_count{at=\"door\"}"), 4);
  EXPECT_DOUBLE_EQ(value_of(page.text(), "foyer_wait_seconds_sum{at=\"door\"}").value_or(0), 3603.001001);
}

TEST(Metrics, ASourceIsScrapedWhileItLives) {
  {
    const metrics::Source source{[](Page& page) { page.single(Kind::gauge, "foyer_shown", "Here.", 7); }};
    EXPECT_EQ(value_of(metrics::scrape(), "foyer_shown"), 7);
  }
  EXPECT_FALSE(metrics::scrape().contains("foyer_shown"));
}

TEST(Metrics, CountersCountByTheirLabels) {
  metrics::Counters doors{"foyer_doors_total", "Doors.", {"door", "way"}};
  doors.add({"left", "in"});
  doors.add({"left", "in"});
  doors.add({"right", "in"});
  const std::string page = metrics::scrape();
  EXPECT_TRUE(page.contains("# HELP foyer_doors_total Doors.\n# TYPE foyer_doors_total counter\n")) << page;
  EXPECT_EQ(value_of(page, R"(foyer_doors_total{door="left",way="in"})"), 2);
  EXPECT_EQ(value_of(page, R"(foyer_doors_total{door="right",way="in"})"), 1);
}

TEST(Metrics, CountersWithoutLabelsBeginAtZero) {
  metrics::Counters shows{"foyer_shows_total", "Shows.", {}};
  EXPECT_EQ(value_of(metrics::scrape(), "foyer_shows_total"), 0);
  shows.add({});
  EXPECT_EQ(value_of(metrics::scrape(), "foyer_shows_total"), 1);
}

TEST(Metrics, KnownValuesBeginAtZero) {
  constexpr std::array<std::string_view, 2> doors{"left", "right"};
  metrics::Counters opened{"foyer_opened_total", "Doors.", {"door"}, doors};
  opened.add({"left"});
  EXPECT_EQ(value_of(metrics::scrape(), R"(foyer_opened_total{door="left"})"), 1);
  EXPECT_EQ(value_of(metrics::scrape(), R"(foyer_opened_total{door="right"})"), 0);
}

TEST(Metrics, AFloodOfValuesBecomesOneSeries) {
  metrics::Counters names{"foyer_names_total", "Names.", {"name"}};
  constexpr std::size_t flood = 100;
  for (std::size_t i = 0; i < metrics::Counters::most + flood; ++i) names.add({std::to_string(i)});
  names.add({"0"});
  const std::string page = metrics::scrape();
  EXPECT_EQ(value_of(page, R"(foyer_names_total{name="other"})"), flood);
  EXPECT_EQ(value_of(page, R"(foyer_names_total{name="0"})"), 2);
}

TEST(Metrics, ThreadsCountTogether) {
  metrics::Counters steps{"foyer_steps_total", "Steps.", {"foot"}};
  metrics::Histogram times;
  const auto walk = [&] {
    for (int i = 0; i < 1000; ++i) {
      steps.add({"left"});
      times.add(1ms);
    }
  };
  std::thread other{walk};
  walk();
  other.join();
  EXPECT_EQ(value_of(metrics::scrape(), R"(foyer_steps_total{foot="left"})"), 2000);
  EXPECT_EQ(times.in_bucket(1), 2000U);
  EXPECT_EQ(times.sum(), 2s);
}

TEST(Metrics, TheProcessIsThere) {
  Page page;
  metrics::write_process(page);
  const auto value = [&](const std::string& name) { return value_of(page.text(), name).value_or(-1); };
  EXPECT_GT(value("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GE(value("process_threads"), 1);
  EXPECT_GE(value("process_open_fds"), 3);
  EXPECT_GE(value("process_max_fds"), value("process_open_fds"));
  EXPECT_GE(value("process_cpu_seconds_total"), 0);
  const auto now = std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
  EXPECT_LE(value("process_start_time_seconds"), now + 1);
  EXPECT_GT(value("process_start_time_seconds"), now - 3600);
}

}  // namespace
}  // namespace foyer
