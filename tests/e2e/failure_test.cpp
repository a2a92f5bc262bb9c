#include <sqlite3.h>

#include <atomic>
#include <thread>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class Failure : public House {};

/// Holds the database's write lock, as a backup tool that misbehaves would.
class WriteLock {
 public:
  explicit WriteLock(const std::filesystem::path& file) {
    held_ =
        sqlite3_open(file.c_str(), &handle_) == SQLITE_OK &&
        sqlite3_exec(handle_, "PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  ~WriteLock() { sqlite3_close(handle_); }
  bool held() const { return held_; }

 private:
  sqlite3* handle_ = nullptr;
  bool held_ = false;
};

TEST_F(Failure, P5AFullHashQueueAnswers503AndTheRestGoesOn) {
  settings()["BCRYPT_COST"] = "12";
  settings()["HASH_THREADS"] = "1";
  settings()["HASH_QUEUE"] = "1";
  start();
  std::atomic<int> refused = 0;
  std::atomic<int> judged = 0;
  std::atomic<int> without_retry_after = 0;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 12; ++i) {
    crowd.emplace_back([&] {
      HttpClient one{server().port()};
      const auto answer = one.post("/api/v1/auth/login", credentials("nobody@example.com", password));
      if (answer.status == 400) ++judged;
      if (answer.status != 503) return;
      ++refused;
      if (answer.header("Retry-After").empty()) ++without_retry_after;
    });
  }
  for (auto& one : crowd) one.join();
  EXPECT_GE(judged, 1);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(judged + refused, 12);
  EXPECT_EQ(without_retry_after, 0);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("nobody@example.com", password)).status, 400);
}

TEST_F(Failure, T5ALogoutThatCannotBeStoredIs503AndNeverAFalse200) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  {
    const WriteLock lock{data() / "foyer.db"};
    ASSERT_TRUE(lock.held());
    const auto answer = client().post("/api/v1/auth/logout", {{"refresh_token", pair.refresh}});
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_EQ(answer.text("code"), "unavailable");
    EXPECT_FALSE(answer.header("Retry-After").empty());
    EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200) << "reads go on";
  }
  EXPECT_EQ(client().post("/api/v1/auth/logout", {{"refresh_token", pair.refresh}}).status, 200);
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 401);
}

TEST_F(Failure, J6APagesLogoutThatCannotBeStoredKeepsItsCookie) {
  start();
  given_viewer("olena@example.com");
  const auto in = from_page("/api/v1/auth/login", credentials("olena@example.com", password));
  {
    const WriteLock lock{data() / "foyer.db"};
    ASSERT_TRUE(lock.held());
    for (const char* path : {"/api/v1/auth/logout", "/api/v1/auth/refresh"}) {
      const auto answer = from_page(path, json::object{}, kept_cookie(in));
      EXPECT_EQ(answer.status, 503) << path << answer.body;
      EXPECT_EQ(answer.header("Set-Cookie"), "") << path;
    }
  }
  EXPECT_EQ(from_page("/api/v1/auth/logout", json::object{}, kept_cookie(in)).status, 200);
  EXPECT_EQ(client().get("/api/v1/user/profile", in.text("access_token")).status, 401);
}

}  // namespace
}  // namespace foyer::test
