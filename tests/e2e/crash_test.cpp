#include <array>
#include <atomic>
#include <thread>

#include "tests/e2e/house.h"
#include "tests/support/smtp_sink.h"

namespace foyer::test {
namespace {

/// One session as its client knows it: only what was acknowledged.
struct Known {
  std::vector<std::string> spent{};  ///< older refresh tokens
  Pair newest;
  bool asked_to_end = false;
  bool ended = false;
};

struct Viewer {
  std::string email;
  std::vector<Known> sessions;
  std::vector<std::string> registered;
  int acknowledged = 0;
};

class Crash : public House {
 protected:
  static constexpr int viewers = 4;
  static constexpr int kills = 3;
  static constexpr std::size_t sessions_per_round = 12;  // the oldest of more than 50 would be ended

  /// Signs in, refreshes, signs out and registers until the server is gone.
  static void be_busy(Viewer& viewer, std::uint16_t port, std::atomic<int>& acknowledged) {
    HttpClient own{port};
    try {
      for (std::size_t i = 0;; ++i) {
        if (i < sessions_per_round) live_through_a_session(viewer, own, i, acknowledged);
        const std::string email = viewer.email + std::to_string(viewer.registered.size()) + "@example.com";
        if (own.post("/api/v1/auth/register", credentials(email, password)).status != 200) return;
        viewer.registered.push_back(email);
        ++acknowledged;
      }
    } catch (const std::exception&) {
      // Killed: what was under way is nobody's promise.
      return;
    }
  }

  static void live_through_a_session(Viewer& viewer, HttpClient& own, std::size_t number,
                                     std::atomic<int>& acknowledged) {
    const auto opened = own.post("/api/v1/auth/login", credentials(viewer.email + "@example.com", password));
    if (opened.status != 200) return;
    viewer.sessions.push_back({.newest = {opened.text("access_token"), opened.text("refresh_token")}});
    Known& known = viewer.sessions.back();
    for (int i = 0; i < 5; ++i) {
      const auto next = own.post("/api/v1/auth/refresh", {{"refresh_token", known.newest.refresh}});
      if (next.status != 200) return;
      known.spent.push_back(known.newest.refresh);
      known.newest = {next.text("access_token"), next.text("refresh_token")};
      ++acknowledged;
    }
    if (number % 2 == 0) return;
    known.asked_to_end = true;
    known.ended = own.post("/api/v1/auth/logout", {{"refresh_token", known.newest.refresh}}).status == 200;
    ++acknowledged;
  }

  int status_of_refresh(const std::string& token) {
    return client().post("/api/v1/auth/refresh", {{"refresh_token", token}}).status;
  }

  void expect_promises_kept(Viewer& viewer) {
    for (Known& known : viewer.sessions) {
      if (known.ended) {
        EXPECT_EQ(client().get("/api/v1/user/profile", known.newest.access).status, 401);
        EXPECT_EQ(status_of_refresh(known.newest.refresh), 401) << "a revoked session lives again";
      } else if (!known.asked_to_end) {
        EXPECT_EQ(client().get("/api/v1/user/profile", known.newest.access).status, 200);
        const auto next = client().post("/api/v1/auth/refresh", {{"refresh_token", known.newest.refresh}});
        EXPECT_EQ(next.status, 200) << "an acknowledged session is lost";
        if (next.status == 200) known.newest = {next.text("access_token"), next.text("refresh_token")};
      }
    }
  }

  /// A thief's token ends its session, however often the server died since that token was spent.
  void expect_spent_tokens_stay_spent(Viewer& viewer) {
    for (const Known& known : viewer.sessions) {
      if (known.spent.empty()) continue;
      EXPECT_EQ(status_of_refresh(known.spent.front()), 401) << "a spent token lives again";
      EXPECT_EQ(status_of_refresh(known.newest.refresh), 401) << "its session outlived the theft";
    }
  }
};

TEST_F(Crash, V1T3NothingAcknowledgedIsLostAndNothingRevokedReturns) {
  settings()["REFRESH_REUSE_LEEWAY_SECONDS"] = "60";
  settings()["LOG_LEVEL"] = "warning";
  start();
  std::array<Viewer, viewers> all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].email = "viewer" + std::to_string(i) + "-";
    given_viewer(all[i].email + "@example.com");
  }
  for (int round = 1; round <= kills; ++round) {
    std::atomic<int> acknowledged{0};
    std::vector<std::jthread> threads;
    for (Viewer& viewer : all) {
      threads.emplace_back([&, port = server().port()] { be_busy(viewer, port, acknowledged); });
    }
    ASSERT_TRUE(eventually([&] { return acknowledged >= 100 * round; }));
    server().kill();
    threads.clear();
    start();
    for (Viewer& viewer : all) expect_promises_kept(viewer);
  }
  for (Viewer& viewer : all) expect_spent_tokens_stay_spent(viewer);

  const std::string accounts = foyer({"user", "list", "--limit", "100000", "--json"}).out;
  for (const Viewer& viewer : all) {
    EXPECT_FALSE(viewer.sessions.empty());
    for (const auto& email : viewer.registered) EXPECT_TRUE(accounts.contains('"' + email + '"')) << email;
  }
  EXPECT_EQ(sql("PRAGMA integrity_check").out, "ok\n");
  EXPECT_EQ(sql("PRAGMA foreign_key_check").out, "");
}

TEST_F(Crash, V1AMailThatWasUnderWayIsSentByTheNextServer) {
  const SmtpSink silent{{.silent_at = SmtpStage::greeting}};
  const SmtpSink healthy;
  send_mail_to(silent.port());
  start();
  ASSERT_EQ(client().post("/api/v1/auth/register", credentials("olena@example.com", password)).status, 200);
  ASSERT_TRUE(silent.wait_for_stage(SmtpStage::greeting));
  kill();
  EXPECT_EQ(sql("SELECT state FROM jobs WHERE name = 'send_email'").out, "running\n");
  ASSERT_EQ(sql("UPDATE jobs SET leased_until = 0 WHERE state = 'running'").exit_code, 0);
  send_mail_to(healthy.port());
  start();
  ASSERT_TRUE(healthy.wait_for_mails(1));
  EXPECT_EQ(healthy.mails().front().to, std::vector<std::string>{"olena@example.com"});
}

}  // namespace
}  // namespace foyer::test
