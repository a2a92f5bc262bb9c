#include <sqlite3.h>

#include <atomic>
#include <functional>
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
  settings()["BCRYPT_COST"] = "9";
  settings()["HASH_THREADS"] = "1";
  settings()["HASH_QUEUE"] = "1";
  start();
  for (const char* viewer : {"olena@example.com", "taras@example.com"}) given_viewer(viewer);
  const Pair pair = sign_in("olena@example.com");
  std::atomic<int> refused = 0;
  std::atomic<int> judged = 0;
  std::atomic<int> others = 0;
  std::atomic<bool> over = false;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 4; ++i) {
    crowd.emplace_back([&] {
      HttpClient one{server().port()};
      while (!over) {
        const auto answer = one.post("/api/v1/auth/login", credentials("taras@example.com", password));
        const bool refusal = answer.status == 503 && !answer.header("Retry-After").empty();
        (refusal ? refused : answer.status == 200 ? judged : others) += 1;
      }
    });
  }
  // Whoever is let in comes again at once, so the queue stays full from the first refusal on.
  const auto one_more_is_refused = [&] {
    return eventually([&, so_far = refused.load()] { return refused > so_far; });
  };
  EXPECT_TRUE(one_more_is_refused());
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200);
  EXPECT_EQ(client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}}).status, 200);
  EXPECT_EQ(client().get("/health/ready").status, 200);
  EXPECT_TRUE(one_more_is_refused());
  over = true;
  for (auto& one : crowd) one.join();
  EXPECT_GE(judged, 1);
  EXPECT_EQ(others, 0);
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

TEST_F(Failure, T5WhatElseEndsSessionsIs503AndEndsNothingWhileItCannotBeStored) {
  start();
  given_viewer("olena@example.com");
  const Pair here = sign_in("olena@example.com");
  const Pair there = sign_in("olena@example.com");
  const auto sessions = client().get("/api/v1/auth/sessions", there.access).json().at("sessions").as_array();
  ASSERT_EQ(sessions.size(), 2U);
  const bool first_is_there = sessions[0].at("current").as_bool();
  const std::string id{sessions[first_is_there ? 0 : 1].at("id").as_string()};
  const json::value change{{"old_password", password}, {"new_password", "Another&Velvet8"}};
  const HttpClient::Fields bearer{{"Authorization", "Bearer " + here.access}};
  const std::vector<std::pair<const char*, std::function<HttpAnswer()>>> stories{
      {"one session", [&] { return client().send("DELETE", "/api/v1/auth/sessions/" + id, {}, bearer); }},
      {"a new password", [&] { return client().post("/api/v1/auth/change-password", change, here.access); }},
      {"all", [&] { return client().post("/api/v1/auth/logout-all", json::object{}, here.access); }},
      {"the account", [&] { return client().send("DELETE", "/api/v1/user", {}, bearer); }}};
  {
    const WriteLock lock{data() / "foyer.db"};
    ASSERT_TRUE(lock.held());
    for (const auto& [what, story] : stories) {
      const auto answer = story();
      EXPECT_EQ(answer.status, 503) << what << answer.body;
      EXPECT_EQ(answer.text("code"), "unavailable") << what;
    }
  }
  for (const Pair& pair : {here, there}) {
    EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200);
    EXPECT_EQ(client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}}).status, 200);
  }
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", "Another&Velvet8")).status, 400);
  EXPECT_FALSE(sign_in("olena@example.com").access.empty());
  EXPECT_EQ(sql("SELECT count(*) FROM users WHERE erase_at IS NOT NULL").out, "0\n");
  EXPECT_EQ(stories.front().second().status, 200);
  EXPECT_EQ(client().get("/api/v1/user/profile", there.access).status, 401);
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
