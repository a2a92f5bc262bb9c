#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <set>
#include <thread>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class RefreshFlow : public Cinema {
 protected:
  Answer refresh(const std::string& token) {
    return post("/api/v1/auth/refresh", R"({"refresh_token":")" + token + "\"}");
  }
  static std::string next(const Answer& answer) { return std::string{answer.json().at("refresh_token").as_string()}; }
  static std::string access(const Answer& answer) { return std::string{answer.json().at("access_token").as_string()}; }
  bool opens(const std::string& access_token) { return get("/api/v1/user/profile", access_token).status == 200; }

  Tokens viewer() {
    given_viewer("olena@example.com");
    return sign_in("olena@example.com");
  }
};

TEST_F(RefreshFlow, ExchangesATokenForItsSuccessor) {
  const Tokens tokens = viewer();
  const Answer first = refresh(tokens.refresh);
  ASSERT_EQ(first.status, 200U);
  EXPECT_NE(next(first), tokens.refresh);
  EXPECT_TRUE(opens(access(first)));
  EXPECT_EQ(refresh(next(first)).status, 200U);
}

TEST_F(RefreshFlow, RefusesWhatIsNoTokenOfOursHoweverLong) {
  const Tokens tokens = viewer();
  for (const std::string& token : {std::string{"x"}, std::string(43, 'A'), std::string(513, 'A'),
                                   std::string(60'000, 'A'), tokens.refresh + tokens.refresh}) {
    EXPECT_EQ(refresh(token).status, 401U) << token.size();
    EXPECT_EQ(refresh(token).code(), "invalid_refresh_token") << token.size();
  }
  EXPECT_EQ(refresh("").status, 422U);
  EXPECT_EQ(refresh(tokens.refresh).status, 200U);
}

TEST_F(RefreshFlow, T2RepeatsTheSameSuccessorWithinTheLeeway) {
  const Tokens tokens = viewer();
  const std::string successor = next(refresh(tokens.refresh));
  clock().advance(std::chrono::seconds{9});
  const Answer again = refresh(tokens.refresh);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(next(again), successor);
  EXPECT_EQ(refresh(successor).status, 200U);
}

TEST_F(RefreshFlow, T2ReuseAfterTheLeewayEndsTheSessionAndNoOther) {
  const Tokens tokens = viewer();
  const Tokens other = sign_in("olena@example.com");
  const Answer successor = refresh(tokens.refresh);
  clock().advance(std::chrono::seconds{10});
  const Answer reused = refresh(tokens.refresh);
  EXPECT_EQ(reused.status, 401U);
  EXPECT_EQ(reused.detail(), "Invalid or expired refresh token");
  EXPECT_EQ(refresh(next(successor)).status, 401U);
  EXPECT_FALSE(opens(access(successor)));
  EXPECT_TRUE(opens(other.access));
  EXPECT_EQ(refresh(other.refresh).status, 200U);
}

TEST_F(RefreshFlow, T2ATokenOlderThanThePredecessorIsReuseAtOnce) {
  const Tokens tokens = viewer();
  const std::string second = next(refresh(tokens.refresh));
  const std::string third = next(refresh(second));
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
  EXPECT_EQ(refresh(third).status, 401U);
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(RefreshFlow, T2AZeroLeewayForgivesNothing) {
  settings().sessions.reuse_leeway = std::chrono::seconds{0};
  const Tokens tokens = viewer();
  EXPECT_EQ(refresh(tokens.refresh).status, 200U);
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
}

TEST_F(RefreshFlow, T3RemembersSpentTokensAcrossARestart) {
  const Tokens tokens = viewer();
  const std::string second = next(refresh(tokens.refresh));
  restart();
  const std::string third = next(refresh(second));
  restart();
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
  EXPECT_EQ(refresh(third).status, 401U);
}

TEST_F(RefreshFlow, T4EndsAnIdleSession) {
  const Tokens tokens = viewer();
  clock().advance(std::chrono::hours{24});
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
}

TEST_F(RefreshFlow, T4EndsABusySessionAfterItsAbsoluteLimit) {
  Tokens tokens = viewer();
  for (int hours = 0; hours < 30 * 24; hours += 20) {
    const Answer answer = refresh(tokens.refresh);
    ASSERT_EQ(answer.status, 200U) << hours;
    tokens.refresh = next(answer);
    clock().advance(std::chrono::hours{20});
  }
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
}

TEST_F(RefreshFlow, T1AnyChangedCharacterIsRefusedWithoutTouchingTheSession) {
  const Tokens tokens = viewer();
  for (std::size_t i = 0; i < tokens.refresh.size(); ++i) {
    std::string forged = tokens.refresh;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(refresh(forged).status, 401U) << i;
  }
  EXPECT_EQ(refresh(tokens.refresh).status, 200U);
}

TEST_F(RefreshFlow, T6ADisabledAccountCanNeitherRefreshNorRead) {
  const Tokens tokens = viewer();
  const auto disable =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET state = 'disabled'"); };
  block_on(storage().db->transact(disable));
  EXPECT_FALSE(opens(tokens.access));
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
}

TEST_F(RefreshFlow, T6ADisabledAccountIsNotToldItsSuccessorAgain) {
  const Tokens tokens = viewer();
  EXPECT_EQ(refresh(tokens.refresh).status, 200U);
  const auto disable =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET state = 'disabled'"); };
  block_on(storage().db->transact(disable));
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
}

TEST_F(RefreshFlow, T2OfManyParallelUsesExactlyOneGenerationIsBorn) {
  const Tokens tokens = viewer();
  std::mutex mutex;
  std::set<std::string> successors;
  unsigned good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const Answer answer = refresh(tokens.refresh);
      const std::lock_guard lock{mutex};
      if (answer.status != 200) return;
      ++good;
      successors.insert(next(answer));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 16U);
  EXPECT_EQ(successors.size(), 1U);
}

TEST_F(RefreshFlow, T2OfManyUsesOnOneLoopExactlyOneGenerationOfEachSessionIsBorn) {
  given_viewer("olena@example.com");
  boost::asio::io_context loop{1};
  std::map<std::string, std::set<std::string>> successors;
  int good = 0;
  for (int device = 0; device < 4; ++device) {
    const std::string token = sign_in("olena@example.com").refresh;
    for (int tab = 0; tab < 8; ++tab) {
      auto refreshing = services().auth.refresh({.refresh_token = TokenText::from(token).value()}, Client{});
      boost::asio::co_spawn(loop, std::move(refreshing), [&, token](std::exception_ptr, Result<TokenResponse> answer) {
        if (!answer) return;
        ++good;
        successors[token].insert(answer->refresh_token);
      });
    }
  }
  loop.run();
  EXPECT_EQ(good, 32);
  EXPECT_EQ(successors.size(), 4U);
  for (const auto& [token, of_token] : successors) EXPECT_EQ(of_token.size(), 1U);
  EXPECT_EQ(count("sessions WHERE generation = 2"), 4);
}

TEST_F(RefreshFlow, T5LogoutEndsTheSessionAtOnceAndAlwaysAnswers200) {
  const Tokens tokens = viewer();
  const Tokens other = sign_in("olena@example.com");
  const auto log_out = [&](const std::string& token) {
    return post("/api/v1/auth/logout", R"({"refresh_token":")" + token + "\"}");
  };
  const Answer answer = log_out(tokens.refresh);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.message(), "Successfully logged out");
  EXPECT_FALSE(opens(tokens.access));
  EXPECT_EQ(refresh(tokens.refresh).status, 401U);
  EXPECT_TRUE(opens(other.access));
  EXPECT_EQ(log_out(tokens.refresh).status, 200U);
  EXPECT_EQ(log_out("nonsense").status, 200U);
  EXPECT_EQ(post("/api/v1/auth/logout", "{}").status, 200U);
}

TEST_F(RefreshFlow, T5ASpentTokenLogsOutAsWell) {
  const Tokens tokens = viewer();
  const Answer successor = refresh(tokens.refresh);
  post("/api/v1/auth/logout", R"({"refresh_token":")" + tokens.refresh + "\"}");
  EXPECT_FALSE(opens(access(successor)));
}

}  // namespace
}  // namespace foyer::test
