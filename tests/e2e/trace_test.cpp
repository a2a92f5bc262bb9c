#include <regex>
#include <set>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class Traces : public House {
 protected:
  /// The trace in the line about this request.
  std::string trace_of(const std::string& request_id) {
    std::string trace;
    EXPECT_TRUE(eventually([&] {
      std::smatch found;
      const std::string log = server().err();
      const bool there = std::regex_search(
          log, found, std::regex{"request  method=.* request_id=" + request_id + " trace=([0-9a-f]*) address="});
      if (there) trace = found[1];
      return there;
    })) << server().err();
    return trace;
  }
  /// The first line of the log that holds these words.
  std::string line_with(const std::string& words) {
    const std::string log = server().err();
    const auto at = log.find(words);
    if (at == std::string::npos) return {};
    const auto begin = log.rfind('\n', at) + 1;
    return log.substr(begin, log.find('\n', at) - begin);
  }
};

TEST_F(Traces, ARequestGoesOnInItsCallersTraceWhichIsNotSentBack) {
  start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const auto answer =
      client().send("GET", "/health/live", {},
                    {{"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}, {"X-Request-Id", "known-001"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("traceparent"), "");
  EXPECT_EQ(trace_of("known-001"), trace);
}

TEST_F(Traces, ARequestWithoutAValidOneBeginsItsOwn) {
  start();
  const std::string zeros = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
  const std::string hostile = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 level=error";
  client().send("GET", "/health/live", {}, {{"X-Request-Id", "none-0001"}});
  client().send("GET", "/health/live", {}, {{"X-Request-Id", "zeros-001"}, {"traceparent", zeros}});
  client().send("GET", "/health/live", {}, {{"X-Request-Id", "hostile-1"}, {"traceparent", hostile}});
  std::set<std::string> traces{"4bf92f3577b34da6a3ce929d0e0e4736", "00000000000000000000000000000000"};
  for (const char* id : {"none-0001", "zeros-001", "hostile-1"}) {
    const std::string trace = trace_of(id);
    EXPECT_EQ(trace.size(), 32U);
    EXPECT_TRUE(traces.insert(trace).second) << trace << " is not new";
  }
}

TEST_F(Traces, TwoCallersAreNone) {
  start();
  const std::string one = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string two = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-00f067aa0ba902b7-01";
  client().send("GET", "/health/live", {}, {{"X-Request-Id", "twice-001"}, {"traceparent", one}, {"traceparent", two}});
  const std::string trace = trace_of("twice-001");
  EXPECT_FALSE(one.contains(trace));
  EXPECT_FALSE(two.contains(trace));
}

TEST_F(Traces, AreInTheLinesOfTheTrailAndOfTheMailThatFollow) {
  settings()["LOG_FORMAT"] = "json";
  start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const auto answer =
      client().send("POST", "/api/v1/auth/register", boost::json::serialize(credentials("ada@example.com", password)),
                    {{"Content-Type", "application/json"}, {"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  for (const char* line : {R"("message":"audit","event":"user_created")", R"("name":"send_email")"}) {
    EXPECT_TRUE(eventually([&] { return line_with(line).contains("\"trace\":\"" + trace + "\""); }))
        << line << server().err();
  }
}

}  // namespace
}  // namespace foyer::test
