#include <atomic>
#include <thread>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

/// A server with the limits of the product.
class Limited : public Cinema {
 protected:
  static constexpr const char* wrong = "Wrong&Velvet77";

  Limited() { settings().guard = GuardOptions{}; }

  Answer log_in(const std::string& email, const std::string& password) {
    return post("/api/v1/auth/login", credentials(email, password));
  }
  Answer ask(const std::string& path, const std::string& email) {
    return post("/api/v1/auth/" + path, R"({"email":")" + email + "\"}");
  }
  /// Guesses wrong from addresses that change, until a guess is not evaluated.
  int guess_until_refused(const std::string& email) {
    for (int guesses = 0; guesses < 1'000; ++guesses) {
      from("198.51.100." + std::to_string(guesses % 250));
      if (log_in(email, wrong).status == 429) return guesses;
    }
    return -1;
  }
};

TEST_F(Limited, L1TheEleventhWrongPasswordIsNotEvaluated) {
  given_viewer("olena@example.com");
  EXPECT_EQ(guess_until_refused("olena@example.com"), 10);
  const auto hashes = services().hash_pool.computed();
  const Answer refused = log_in("olena@example.com", good_password);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.code(), "too_many_attempts");
  EXPECT_EQ(refused.header("Retry-After"), "30");
  EXPECT_EQ(refused.header("RateLimit-Policy"), R"("password";q=10)");
  EXPECT_EQ(refused.header("RateLimit"), R"("password";r=0;t=30)");
  EXPECT_EQ(services().hash_pool.computed(), hashes);
}

TEST_F(Limited, L1WaitsDoubleAndARightPasswordEndsThem) {
  given_viewer("olena@example.com");
  guess_until_refused("olena@example.com");
  clock().advance(30s);
  EXPECT_EQ(log_in("olena@example.com", wrong).status, 400U);
  EXPECT_EQ(log_in("olena@example.com", wrong).header("Retry-After"), "60");
  clock().advance(60s);
  from("203.0.113.50");
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 200U);
  EXPECT_EQ(guess_until_refused("olena@example.com"), 10);
}

TEST_F(Limited, L1AHundredGuessesAreEvaluatedWhateverTheTimeAndTheSource) {
  settings().guard.login.quota = 1'000'000;
  given_viewer("olena@example.com");
  services();
  const auto before = services().hash_pool.computed();
  for (int i = 0; i < 400; ++i) {
    from("2001:db8:" + std::to_string(i) + "::1");
    log_in(i % 2 == 0 ? "olena@example.com" : "OLENA@Example.COM", wrong);
    clock().advance(1h);
  }
  EXPECT_EQ(services().hash_pool.computed() - before, 100U);
  const Answer locked = log_in("olena@example.com", good_password);
  EXPECT_EQ(locked.status, 429U);
  EXPECT_EQ(locked.header("Retry-After"), "3600");
}

TEST_F(Limited, L1AParallelBurstIsCountedBeforeItsHashes) {
  given_viewer("olena@example.com");
  services();
  const auto before = services().hash_pool.computed();
  std::vector<std::thread> burst;
  std::atomic<int> refused{0};
  for (int i = 0; i < 40; ++i) {
    burst.emplace_back([&, i] {
      http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login"};
      const std::string body = credentials("olena@example.com", wrong);
      request.body = body;
      request.fields = {{"Content-Type", "application/json"}};
      request.client.address = "192.0.2." + std::to_string(i);
      if (send(request).status == 429) ++refused;
    });
  }
  for (auto& one : burst) one.join();
  EXPECT_EQ(services().hash_pool.computed() - before, 10U);
  EXPECT_EQ(refused, 30);
}

/// Two processes on one database: each sees only its own guesses in flight.
TEST_F(Limited, L1NoMoreGuessesAreAnsweredThanGrantedHoweverManyProcessesReserveThem) {
  const Secret key{std::string(32, 'k')};
  Guesses here{GuessPolicy{}, key.copy(), clock()};
  Guesses there{GuessPolicy{}, key.copy(), clock()};
  const Email email = *Email::from("olena@example.com");
  db::Database& db = *storage().db;
  for (int i = 0; i < 9; ++i) {
    const Guessing guessing = block_on(db.read(here, &Guesses::reserve, email, std::string{}));
    block_on(db.transact(here, &Guesses::fail, guessing.guess));
  }
  const Guessing tenth = block_on(db.read(here, &Guesses::reserve, email, std::string{}));
  const Guessing also_tenth = block_on(db.read(there, &Guesses::reserve, email, std::string{}));
  ASSERT_TRUE(tenth.verdict.granted);
  ASSERT_TRUE(also_tenth.verdict.granted);
  EXPECT_TRUE(block_on(db.transact(here, &Guesses::fail, tenth.guess)).verdict.granted);
  EXPECT_FALSE(block_on(db.transact(there, &Guesses::prove, also_tenth.guess)).verdict.granted);
  EXPECT_FALSE(block_on(db.transact(there, &Guesses::fail, also_tenth.guess)).verdict.granted);
}

TEST_F(Limited, L1CountersSurviveARestart) {
  given_viewer("olena@example.com");
  guess_until_refused("olena@example.com");
  restart();
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 429U);
}

TEST_F(Limited, L2UnregisteredAddressesAreLimitedTheSame) {
  given_viewer("olena@example.com");
  for (int i = 0; i < 14; ++i) {
    from("198.51.100." + std::to_string(i));
    const Answer known = log_in("olena@example.com", wrong);
    const Answer unknown = log_in("nobody@example.com", wrong);
    EXPECT_EQ(known.status, unknown.status) << i;
    EXPECT_EQ(known.text, unknown.text) << i;
    EXPECT_EQ(known.header("Retry-After"), unknown.header("Retry-After")) << i;
  }
}

TEST_F(Limited, L3StrangersCannotLockAViewerOutAtHome) {
  given_viewer("olena@example.com");
  const Tokens home = sign_in("olena@example.com");
  guess_until_refused("olena@example.com");
  from("127.0.0.1");
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/refresh", R"({"refresh_token":")" + home.refresh + "\"}").status, 200U);
  from("203.0.113.9");
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 429U);
}

TEST_F(Limited, L3AHomeIsForgottenAfterThirtyDays) {
  given_viewer("olena@example.com");
  sign_in("olena@example.com");
  clock().advance(31 * 24h);
  guess_until_refused("olena@example.com");
  from("127.0.0.1");
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 429U);
}

TEST_F(Limited, S2ACompletedResetClearsTheGuesses) {
  given_viewer("olena@example.com");
  guess_until_refused("olena@example.com");
  from("203.0.113.9");
  ask("request-password-reset", "olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  ASSERT_EQ(
      post("/api/v1/auth/reset-password", R"({"token":")" + token + R"(","new_password":"Fresh&Velvet88"})").status,
      200U);
  EXPECT_EQ(log_in("olena@example.com", "Fresh&Velvet88").status, 200U);
}

TEST_F(Limited, L5ChangePasswordSharesTheCounterOfLogin) {
  given_viewer("olena@example.com");
  const Tokens here = sign_in("olena@example.com");
  for (int i = 0; i < 5; ++i) log_in("olena@example.com", wrong);
  const std::string change = R"({"old_password":"Wrong&Velvet77","new_password":"Fresh&Velvet88"})";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(post("/api/v1/auth/change-password", change, here.access).status, 400U);
  EXPECT_EQ(post("/api/v1/auth/change-password", change, here.access).status, 429U);
  EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password":"Popcorn&Velvet7"})", here.access).status, 429U);
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 429U);
}

TEST_F(Limited, SixtyLoginsOfOneSourceInAQuarterOfAnHour) {
  for (int i = 0; i < 60; ++i) EXPECT_EQ(log_in("viewer" + std::to_string(i) + "@example.com", wrong).status, 400U);
  const Answer refused = log_in("another@example.com", wrong);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.header("RateLimit-Policy"), R"("login";q=60;w=900)");
  EXPECT_EQ(refused.header("Retry-After"), "900");
  from("127.0.0.2");
  EXPECT_EQ(log_in("another@example.com", wrong).status, 400U);
  from("127.0.0.1");
  clock().advance(900s);
  EXPECT_EQ(log_in("another@example.com", wrong).status, 400U);
}

TEST_F(Limited, L5FormJsonAndAliasesShareOneCounter) {
  for (int i = 0; i < 60; ++i) log_in("viewer" + std::to_string(i) + "@example.com", wrong);
  const std::string form = "username=a%40example.com&password=x";
  http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login", .body = form};
  request.fields = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(send(request).status, 429U);
  for (int i = 0; i < 3; ++i) ask(i % 2 == 0 ? "request-password-reset" : "resend-password-reset", "Olena@Example.com");
  EXPECT_EQ(ask("request-password-reset", "olena@example.com").status, 429U);
  EXPECT_EQ(ask("resend-password-reset", "OLENA@EXAMPLE.COM").status, 429U);
}

TEST_F(Limited, TenRegistrationsOfOneSourceInAnHour) {
  const auto enrol = [this](int i) {
    return post("/api/v1/auth/register", credentials("viewer" + std::to_string(i) + "@example.com", good_password));
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(enrol(i).status, 200U);
  const auto hashes = services().hash_pool.computed();
  EXPECT_EQ(enrol(10).status, 429U);
  EXPECT_EQ(services().hash_pool.computed(), hashes);
  clock().advance(1h);
  EXPECT_EQ(enrol(10).status, 200U);
}

TEST_F(Limited, ThreeMailsOfAKindToOneAddressInAnHourAndTenInADay) {
  given_viewer("olena@example.com");
  int sent = 0;
  for (int hour = 0; hour < 6; ++hour) {
    for (int i = 0; i < 5; ++i) {
      from("198.51.100." + std::to_string(hour * 5 + i));
      if (ask("request-password-reset", "olena@example.com").status == 200) ++sent;
    }
    if (hour == 0) EXPECT_EQ(sent, 3);
    clock().advance(1h);
  }
  EXPECT_EQ(sent, 10);
  EXPECT_EQ(ask("request-password-reset", "someone.else@example.com").status, 200U);
}

TEST_F(Limited, L5ARefusedMailLeavesTheLinkAlreadySentGood) {
  given_viewer("olena@example.com");
  for (int i = 0; i < 3; ++i) ask("request-password-reset", "olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  EXPECT_EQ(ask("request-password-reset", "olena@example.com").status, 429U);
  EXPECT_EQ(
      post("/api/v1/auth/reset-password", R"({"token":")" + token + R"(","new_password":"Fresh&Velvet88"})").status,
      200U);
}

TEST_F(Limited, L3RequestsToSendALinkAgainKeepNobodyFromRegistering) {
  for (int i = 0; i < 4; ++i) ask("resend-verification-email", "newcomer@example.com");
  from("203.0.113.9");
  EXPECT_EQ(post("/api/v1/auth/register", credentials("newcomer@example.com", good_password)).status, 200U);
}

TEST_F(Limited, L3ARegistrationThatSendsNoMailKeepsNobodyFromRegistering) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(post("/api/v1/auth/register", credentials("zyqxoval@example.com", "Zyqxoval-0")).status, 422U);
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(post("/api/v1/auth/register", credentials("zyqxoval@example.com", good_password)).status, 200U);
  }
  EXPECT_EQ(post("/api/v1/auth/register", credentials("zyqxoval@example.com", good_password)).status, 429U);
}

TEST_F(Limited, TwentyRequestsForMailOfOneSourceInAnHour) {
  for (int i = 0; i < 20; ++i) {
    const char* path = i % 2 == 0 ? "request-password-reset" : "resend-verification-email";
    EXPECT_EQ(ask(path, "viewer" + std::to_string(i) + "@example.com").status, 200U);
  }
  EXPECT_EQ(ask("request-password-reset", "another@example.com").status, 429U);
  EXPECT_EQ(ask("resend-verification-email", "another@example.com").status, 429U);
}

TEST_F(Limited, ThirtyTokenTriesOfOneSourceInAMinuteWhateverTheRoute) {
  const std::string token = R"({"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")";
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(post("/api/v1/auth/verify", token + "}").status, 400U);
    EXPECT_EQ(get("/api/v1/auth/verify?token=AAAA").status, 400U);
    EXPECT_EQ(post("/api/v1/auth/reset-password", token + R"(,"new_password":"Fresh&Velvet88"})").status, 400U);
  }
  EXPECT_EQ(post("/api/v1/auth/verify", token + "}").status, 429U);
  EXPECT_EQ(get("/api/v1/auth/verify?token=AAAA").status, 429U);
  EXPECT_EQ(submit("/reset-password", "token=AAAA&new_password=Fresh%26Velvet88&repeat=Fresh%26Velvet88").status, 429U);
  clock().advance(1min);
  EXPECT_EQ(post("/api/v1/auth/verify", token + "}").status, 400U);
}

TEST_F(Limited, V2AClockSetBackOpensItsWindowsAnew) {
  clock().advance(24h);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(get("/api/v1/auth/verify?token=AAAA").status, 400U);
  EXPECT_EQ(get("/api/v1/auth/verify?token=AAAA").status, 429U);
  clock().advance(-24h);
  EXPECT_EQ(get("/api/v1/auth/verify?token=AAAA").status, 400U);
}

TEST_F(Limited, ThirtyRefreshesOfOneFamilyInAMinute) {
  settings().sessions.refreshes = 30;
  given_viewer("olena@example.com");
  Tokens one = sign_in("olena@example.com");
  const Tokens other = sign_in("olena@example.com");
  const auto refresh = [this](const std::string& token) {
    return post("/api/v1/auth/refresh", R"({"refresh_token":")" + token + "\"}");
  };
  for (int i = 0; i < 30; ++i) {
    const Answer answer = refresh(one.refresh);
    ASSERT_EQ(answer.status, 200U);
    one.refresh = answer.json().at("refresh_token").as_string();
  }
  const Answer refused = refresh(one.refresh);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.header("RateLimit-Policy"), R"("refresh";q=30;w=60)");
  EXPECT_EQ(refresh(other.refresh).status, 200U);
  clock().advance(60s);
  EXPECT_EQ(refresh(one.refresh).status, 200U);
}

TEST_F(Limited, ThirtyRefreshesOfOneFamilyInAMinuteHoweverOftenOneIsRepeated) {
  settings().sessions.refreshes = 30;
  given_viewer("olena@example.com");
  const Tokens first = sign_in("olena@example.com");
  const auto refresh = [this](const std::string& token) {
    return post("/api/v1/auth/refresh", R"({"refresh_token":")" + token + "\"}");
  };
  const std::string next{refresh(first.refresh).json().at("refresh_token").as_string()};
  for (int i = 0; i < 29; ++i) ASSERT_EQ(refresh(first.refresh).json().at("refresh_token").as_string(), next);
  EXPECT_EQ(refresh(first.refresh).status, 429U);
  EXPECT_EQ(refresh(next).status, 429U);
  clock().advance(60s);
  EXPECT_EQ(refresh(next).status, 200U);
  const auto told = block_on(
      storage().db->read(services().audit, &Audit::list, AuditFilter{.kind = AuditKind::excess_rate_limit_exceeded}));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().detail, "refresh");
}

TEST_F(Limited, P5AFullHashQueueDoesNotSpendAGuess) {
  settings().hash_cost.bcrypt_rounds = 10;
  settings().hash_pool.queue = 1;
  settings().guard.login.quota = 1'000'000;
  given_viewer("olena@example.com");
  std::vector<std::thread> crowd;
  std::atomic<int> evaluated{0};
  std::atomic<int> refused{0};
  for (int i = 0; i < 9; ++i) {
    crowd.emplace_back([&] {
      http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login"};
      const std::string body = credentials("olena@example.com", wrong);
      request.body = body;
      request.fields = {{"Content-Type", "application/json"}};
      (send(request).status == 503 ? refused : evaluated) += 1;
    });
  }
  for (auto& one : crowd) one.join();
  EXPECT_GT(refused, 0);
  EXPECT_EQ(count("password_guesses WHERE failures = " + std::to_string(evaluated)), 1);
}

TEST_F(Limited, TheFirstRefusalOfAWindowIsAuditedAndNoOther) {
  for (int i = 0; i < 75; ++i) log_in("viewer" + std::to_string(i) + "@example.com", wrong);
  EXPECT_EQ(count("audit_events WHERE kind = 'excess_rate_limit_exceeded'"), 1);
}

TEST_F(Limited, NoAddressStandsInTheTablesOfLimits) {
  given_viewer("olena@example.com");
  log_in("olena@example.com", wrong);
  EXPECT_GT(count("limit_counters"), 0);
  EXPECT_EQ(count("limit_counters WHERE length(key) <> 32"), 0);
  EXPECT_EQ(count("password_guesses WHERE length(account) <> 32"), 0);
}

}  // namespace
}  // namespace foyer::test
