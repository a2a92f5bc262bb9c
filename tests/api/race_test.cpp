#include <atomic>
#include <mutex>
#include <set>

#include "tests/api/race.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Races : public Cinema {
 protected:
  static std::string with_token(const std::string& name, const std::string& token, const std::string& more = {}) {
    return "{\"" + name + "\":\"" + token + "\"" + more + "}";
  }
};

TEST_F(Races, V5ARefreshGenerationHasOneSuccessor) {
  given_viewer("olena@example.com");
  std::string token = sign_in("olena@example.com").refresh;
  std::mutex mutex;
  std::set<std::string> successors;
  std::atomic<int> answered{0};
  int generation = 1;
  Race{}.hold(
      [&] {
        successors.clear();
        answered = 0;
      },
      [&] {
        const Answer answer = post("/api/v1/auth/refresh", with_token("refresh_token", token));
        if (answer.status != 200) return;
        ++answered;
        const std::lock_guard lock{mutex};
        successors.insert(std::string{answer.json().at("refresh_token").as_string()});
      },
      [&] {
        ++generation;
        EXPECT_EQ(answered, racers);
        EXPECT_EQ(successors.size(), 1U);
        EXPECT_EQ(count("sessions WHERE generation = " + std::to_string(generation)), 1);
        if (!successors.empty()) token = *successors.begin();
      });
}

TEST_F(Races, V5WithoutLeewayARefreshTokenWinsOnce) {
  settings().sessions.reuse_leeway = std::chrono::seconds{0};
  given_viewer("olena@example.com");
  std::string token;
  std::atomic<int> won{0};
  Race{}.hold(
      [&] {
        token = sign_in("olena@example.com").refresh;
        won = 0;
      },
      [&] {
        if (post("/api/v1/auth/refresh", with_token("refresh_token", token)).status == 200) ++won;
      },
      [&] {
        EXPECT_LE(won, 1);  // the winner's session may have been ended by a loser before its answer was made
        EXPECT_EQ(count("sessions"), 0);
      });
}

TEST_F(Races, V5AResetTokenWinsOnce) {
  given_viewer("olena@example.com");
  std::string token;
  std::atomic<int> won{0};
  int resets = 0;
  Race{}.hold(
      [&] {
        post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
        token = mailed_token("olena@example.com");
        won = 0;
      },
      [&] {
        const std::string more = R"(,"new_password":"Fresh&Velvet88")";
        if (post("/api/v1/auth/reset-password", with_token("token", token, more)).status == 200) ++won;
      },
      [&] {
        EXPECT_EQ(won, 1);
        EXPECT_EQ(count("audit_events WHERE kind = 'authn_password_reset'"), ++resets);
      });
}

TEST_F(Races, V5AnActivationTokenActivatesOnce) {
  std::string token;
  std::atomic<int> answered{0};
  int activations = 0;
  Race{}.hold(
      [&] {
        const std::string email = "viewer" + std::to_string(activations) + "@example.com";
        post("/api/v1/auth/register", credentials(email, good_password));
        token = mailed_token(email);
        answered = 0;
      },
      [&] {
        if (post("/api/v1/auth/verify", with_token("token", token)).status == 200) ++answered;
      },
      [&] {
        EXPECT_EQ(answered, racers);  // a repeated activation is no error
        EXPECT_EQ(count("audit_events WHERE kind = 'user_activated'"), ++activations);
      });
}

TEST_F(Races, V5LogoutAndRefreshLeaveNothingAliveBehind) {
  given_viewer("olena@example.com");
  Tokens tokens;
  Race{}.hold([&] { tokens = sign_in("olena@example.com"); },
              [&, turn = std::make_shared<std::atomic<int>>(0)] {
                const char* path = ++*turn % 2 == 0 ? "/api/v1/auth/refresh" : "/api/v1/auth/logout";
                post(path, with_token("refresh_token", tokens.refresh));
              },
              [&] {
                EXPECT_EQ(count("sessions"), 0);
                EXPECT_EQ(get("/api/v1/user/profile", tokens.access).status, 401U);
              });
}

}  // namespace
}  // namespace foyer::test
