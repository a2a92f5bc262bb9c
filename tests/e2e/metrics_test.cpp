#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <set>

#include "tests/e2e/house.h"
#include "tests/support/raw_http.h"
#include "tests/support/redis_server.h"

namespace foyer::test {
namespace {

constexpr const char* page_type = "text/plain; version=0.0.4; charset=utf-8";

std::set<std::string> matches_of(const std::string& text, const std::string& pattern) {
  const std::regex wanted{pattern};
  std::set<std::string> found;
  for (std::sregex_iterator each{text.begin(), text.end(), wanted}, end; each != end; ++each) {
    found.insert((*each)[1].str());
  }
  return found;
}

class MetricsSite : public House {
 protected:
  void serve() {
    port_ = free_port();
    settings()["METRICS_PORT"] = std::to_string(port_);
    start();
  }

  std::uint16_t port() const { return port_; }
  HttpAnswer ask(std::string_view method, std::string_view target) { return HttpClient{port_}.send(method, target); }
  std::string scrape() {
    const HttpAnswer answer = ask("GET", "/metrics");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  /// Of the series that is written so; nothing if it is not there.
  std::optional<double> value(const std::string& series) {
    const std::string page = "\n" + scrape();
    const auto at = page.find("\n" + series + " ");
    if (at == std::string::npos) return std::nullopt;
    return std::stod(page.substr(at + series.size() + 2));
  }
  Finished promtool(std::vector<std::string> words, const std::string& input = {}) const {
    words.insert(words.begin(), FOYER_PROMTOOL);
    return run({.words = words, .folder = folder(), .input = input, .name = "promtool"});
  }

 private:
  std::uint16_t port_ = 0;
};

std::string monitoring(const std::string& file) { return std::string{FOYER_MONITORING} + "/" + file; }

/// The series of an answer, as the page writes it.
std::string requests(const std::string& method, const std::string& route, int status) {
  return "foyer_http_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
         std::to_string(status) + "\"}";
}

TEST_F(MetricsSite, IsNotThereUnlessAskedFor) {
  start();
  EXPECT_EQ(client().get("/metrics").status, 404);
}

TEST_F(MetricsSite, IsNeverOnThePublicPortAndAloneOnItsOwn) {
  serve();
  EXPECT_EQ(client().get("/metrics").status, 404);
  const HttpAnswer page = ask("GET", "/metrics");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("Content-Type"), page_type);
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", "/health/live").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/user/profile").status, 404);
  EXPECT_EQ(ask("POST", "/metrics").status, 405);
}

TEST_F(MetricsSite, SatisfiesPrometheus) {
  serve();
  given_viewer("ada@example.com");
  sign_in("ada@example.com");
  const Finished checked = promtool({"check", "metrics"}, scrape());
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_EQ(checked.err, "");
}

TEST_F(MetricsSite, HasEveryMetricThatDashboardAndAlertsName) {
  serve();
  const auto known = matches_of(scrape(), "# HELP ([a-z_]+) ");
  EXPECT_TRUE(known.contains("foyer_build_info"));
  for (const char* file : {"foyer.dashboard.json", "foyer.rules.yml"}) {
    const auto named = matches_of(read_file(monitoring(file)), R"(\b((?:foyer|process)_[a-z_]+)\b)");
    EXPECT_GT(named.size(), 10U) << file;
    for (const std::string& name : named) {
      const std::string family = std::regex_replace(name, std::regex{"_(bucket|sum|count)$"}, "");
      EXPECT_TRUE(known.contains(name) || known.contains(family)) << file << " names " << name;
    }
  }
}

TEST_F(MetricsSite, ItsAlertsAreValidAndSayWhatToDo) {
  const Finished checked = promtool({"check", "rules", monitoring("foyer.rules.yml")});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  const std::string rules = read_file(monitoring("foyer.rules.yml"));
  const auto count = [&rules](const std::string& line) {
    const std::regex wanted{"\n *" + line};
    return std::distance(std::sregex_iterator{rules.begin(), rules.end(), wanted}, std::sregex_iterator{});
  };
  const auto alerts = count("- alert: ");
  EXPECT_GT(alerts, 10);
  EXPECT_EQ(count("severity: (critical|warning)\n"), alerts);
  EXPECT_EQ(count("summary: "), alerts);
  EXPECT_EQ(count("action: "), alerts);
}

TEST_F(MetricsSite, ItsAlertsFireWhenTheyShould) {
  const Finished checked = promtool({"test", "rules", FOYER_RULES_TEST});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
}

TEST_F(MetricsSite, CountsRequestsByRouteAndNotByPath) {
  serve();
  EXPECT_EQ(client().get("/secret-of-ada").status, 404);
  EXPECT_EQ(client().get("/another?key=ada").status, 404);
  EXPECT_EQ(client().get("/api/v1/user/profile").status, 401);
  EXPECT_EQ(client().send("DELETE", "/api/v1/user/profile").status, 405);
  const std::string page = scrape();
  EXPECT_FALSE(page.contains("secret-of-ada"));
  EXPECT_FALSE(page.contains("key=ada"));
  EXPECT_EQ(value(requests("GET", "unknown", 404)), 2);
  EXPECT_EQ(value(requests("GET", "/api/v1/user/profile", 401)), 1);
  EXPECT_EQ(value(requests("DELETE", "/api/v1/user/profile", 405)), 1);
  EXPECT_EQ(value("foyer_http_request_duration_seconds_count{route=\"/api/v1/user/profile\"}"), 2);
  EXPECT_EQ(value("foyer_http_request_duration_seconds_bucket{route=\"unknown\",le=\"+Inf\"}"), 2);
}

TEST_F(MetricsSite, DoesNotCountItself) {
  serve();
  scrape();
  EXPECT_FALSE(scrape().contains("route=\"/metrics\""));
}

TEST_F(MetricsSite, CountsWhatIsRefusedBeforeARouteIsAsked) {
  serve();
  RawClient rude{server().port()};
  EXPECT_EQ(rude.ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").status, 400);
  RawClient tracing{server().port()};
  EXPECT_EQ(tracing.ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
  EXPECT_EQ(value("foyer_http_refused_total{why=\"bad_message\"}"), 1);
  EXPECT_EQ(value("foyer_http_refused_total{why=\"method\"}"), 1);
  EXPECT_EQ(value("foyer_http_refused_total{why=\"too_slow\"}"), 0);
}

TEST_F(MetricsSite, KnowsHowManyConnectionsAreOpen) {
  serve();
  // Others, such as the one that saw the server start, may be on their way out: what is counted only sinks meanwhile.
  std::optional<double> with_three;
  {
    std::array<RawClient, 3> three{RawClient{server().port()}, RawClient{server().port()}, RawClient{server().port()}};
    for (RawClient& one : three) one.ask("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
    with_three = value("foyer_http_connections");
  }
  ASSERT_TRUE(with_three);
  EXPECT_GE(*with_three, 3);
  EXPECT_TRUE(eventually([&] { return value("foyer_http_connections").value_or(1e9) <= *with_three - 3; }));
}

TEST_F(MetricsSite, CountsSignInsHashesAndStatements) {
  serve();
  given_viewer("ada@example.com");
  sign_in("ada@example.com");
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("ada@example.com", "Wrong&Velvet7")).status, 400);
  EXPECT_EQ(value("foyer_audit_events_total{event=\"authn_login_success\"}"), 1);
  EXPECT_EQ(value("foyer_audit_events_total{event=\"authn_login_fail\"}"), 1);
  EXPECT_EQ(value("foyer_audit_events_total{event=\"authn_token_reuse\"}"), 0);
  EXPECT_EQ(value("foyer_hashes_total"), 2);
  EXPECT_EQ(value("foyer_hash_seconds_count"), 2);
  EXPECT_EQ(value("foyer_hash_queue_length"), 0);
  EXPECT_EQ(value("foyer_hash_overloaded_total"), 0);
  EXPECT_EQ(value("foyer_db_up"), 1);
  EXPECT_GT(value("foyer_db_statements_total").value_or(0), 4);
}

TEST_F(MetricsSite, CountsEventsEvenWhereTheLogIsQuiet) {
  settings()["LOG_LEVEL"] = "error";
  serve();
  given_viewer("ada@example.com");
  sign_in("ada@example.com");
  EXPECT_EQ(value("foyer_audit_events_total{event=\"authn_login_success\"}"), 1);
}

TEST_F(MetricsSite, CountsRefusalsByLimit) {
  settings()["LIMIT_LOGIN"] = "1/h";
  serve();
  client().post("/api/v1/auth/login", credentials("ada@example.com", "Wrong&Velvet7"));
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("ada@example.com", "Wrong&Velvet7")).status, 429);
  EXPECT_EQ(value("foyer_limit_refusals_total{limit=\"login\"}"), 1);
}

TEST_F(MetricsSite, CountsJobsAndWhatBecameOfThem) {
  serve();
  EXPECT_EQ(value("foyer_jobs{state=\"dead\"}"), 0);
  EXPECT_EQ(client().post("/api/v1/auth/register", credentials("eve@example.com", password)).status, 200);
  EXPECT_TRUE(eventually(
      [&] { return value("foyer_jobs_finished_total{name=\"send_email\",outcome=\"done\"}").value_or(0) >= 1; }));
}

TEST_F(MetricsSite, KnowsHowLongAMailHasWaited) {
  send_mail_to(free_port());  // where nobody takes it
  serve();
  EXPECT_EQ(value("foyer_mail_oldest_queued_seconds"), 0);
  EXPECT_EQ(client().post("/api/v1/auth/register", credentials("eve@example.com", password)).status, 200);
  EXPECT_TRUE(eventually([&] { return value("foyer_mail_oldest_queued_seconds").value_or(0) > 0; }));
  EXPECT_TRUE(eventually(
      [&] { return value("foyer_jobs_finished_total{name=\"send_email\",outcome=\"retried\"}").value_or(0) >= 1; }));
}

TEST_F(MetricsSite, KnowsTheProcessAndItsVersion) {
  serve();
  EXPECT_TRUE(scrape().contains("foyer_build_info{version=\"" FOYER_VERSION "\"} 1"));
  EXPECT_GT(value("process_resident_memory_bytes").value_or(0), 1e6);
  EXPECT_GE(value("process_threads").value_or(0), 3);
  EXPECT_GT(value("process_open_fds").value_or(0), 3);
}

TEST_F(MetricsSite, TellsWhetherRedisIsThere) {
  RedisServer redis;
  settings()["REDIS_URL"] = redis.url();
  serve();
  EXPECT_TRUE(eventually([&] { return value("foyer_redis_up") == 1; }));
  redis.kill();
  EXPECT_TRUE(eventually([&] { return value("foyer_redis_up") == 0; }));
  redis.start();
  EXPECT_TRUE(eventually([&] { return value("foyer_redis_up") == 1; }));
}

TEST_F(MetricsSite, AnswersWhileRedisHangs) {
  RedisServer redis;
  settings()["REDIS_URL"] = redis.url();
  serve();
  EXPECT_TRUE(eventually([&] { return value("foyer_redis_up") == 1; }));
  redis.freeze();
  EXPECT_TRUE(eventually([&] { return value("foyer_redis_up") == 0; }));
  EXPECT_EQ(value("foyer_db_up"), 1);
  redis.thaw();
}

TEST_F(MetricsSite, APortThatIsTakenIsSaidInOneLine) {
  serve();
  settings()["PORT"] = std::to_string(free_port());
  const Finished second = foyer({"serve"});
  EXPECT_NE(second.exit_code, 0);
  EXPECT_TRUE(second.err.contains("port " + std::to_string(port()) + " on 127.0.0.1 is already in use")) << second.err;
}

TEST_F(MetricsSite, ThePublicPortIsRefusedAsItsOwn) {
  settings()["PORT"] = settings()["METRICS_PORT"] = std::to_string(free_port());
  const Finished checked = foyer({"config", "check"});
  EXPECT_NE(checked.exit_code, 0);
  EXPECT_TRUE((checked.out + checked.err).contains("METRICS_PORT")) << checked.out << checked.err;
}

}  // namespace
}  // namespace foyer::test
