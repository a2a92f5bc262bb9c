#include <signal.h>

#include <atomic>
#include <optional>
#include <thread>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class Shutdown : public House {
 protected:
  /// A login whose body is still to come; the server has read its head and said so.
  std::unique_ptr<RawClient> begin_login(std::size_t length) {
    auto connection = std::make_unique<RawClient>(server().port());
    const auto invited = connection->ask(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: " +
        std::to_string(length) + "\r\n\r\n");
    EXPECT_EQ(invited.status, 100);
    return connection;
  }

  bool accepts() {
    try {
      const RawClient visitor{server().port()};
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }
};

TEST_F(Shutdown, V7RequestsUnderWayAreAnsweredAfterSigterm) {
  start();
  given_viewer("olena@example.com");
  const std::string body = boost::json::serialize(credentials("olena@example.com", password));
  std::vector<std::unique_ptr<RawClient>> under_way;
  for (int i = 0; i < 16; ++i) under_way.push_back(begin_login(body.size()));

  server().signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return !accepts(); }));
  for (const auto& connection : under_way) ASSERT_TRUE(connection->send(body));
  for (const auto& connection : under_way) {
    const auto answer = connection->read_answer();
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(connection->ended());
  }
  stop();
}

TEST_F(Shutdown, V7NoRequestSentBeforeSigtermFails) {
  start();
  given_viewer("olena@example.com");
  const std::string body = boost::json::serialize(credentials("olena@example.com", password));
  const std::string login =
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::atomic<int> answered{0};
  std::atomic<int> failed{0};
  std::atomic<bool> stopping{false};
  std::vector<std::jthread> viewers;
  for (int i = 0; i < 4; ++i) {
    viewers.emplace_back([&, keeps_connection = i % 2 == 0] {
      std::optional<RawClient> own;
      for (bool promised = true; promised;) {
        promised = false;
        try {
          if (!own || !keeps_connection) own.emplace(server().port());
          // Only what this machine had taken in before the signal is owed an answer.
          promised = own->send(login) && !stopping;
          (own->read_answer().status == 200 ? answered : failed)++;
        } catch (const std::exception&) {
          failed += promised ? 1 : 0;
          return;
        }
      }
    });
  }
  ASSERT_TRUE(eventually([&] { return answered >= 20; }));
  stopping = true;
  server().signal(SIGTERM);
  viewers.clear();
  EXPECT_EQ(failed, 0);
  stop();
}

TEST_F(Shutdown, V7IdleConnectionsDoNotHoldItUp) {
  start();
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 8; ++i) {
    idle.push_back(std::make_unique<RawClient>(server().port()));
    EXPECT_EQ(idle.back()->ask("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  }
  server().signal(SIGTERM);
  for (const auto& connection : idle) EXPECT_TRUE(connection->ended());
  stop();
}

}  // namespace
}  // namespace foyer::test
