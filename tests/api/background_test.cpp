#include <algorithm>
#include <fstream>

#include "platform/async/block_on.h"
#include "platform/crypto/encoding.h"
#include "platform/tasks/store.h"
#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

class Background : public RightsHouse {
 protected:
  std::string everything_stored() {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator{settings().database.file.parent_path()}) {
      std::ifstream file{entry.path(), std::ios::binary};
      out.append(std::istreambuf_iterator<char>{file}, {});
    }
    return out;
  }
};

TEST_F(Background, K2NoPasswordOrUsableTokenIsInAnyFile) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  post("/api/v1/auth/register", credentials("taras@example.com", good_password));
  const std::string activation = mailed_token("taras@example.com");
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string reset = mailed_token("olena@example.com");
  given_viewer("iryna@example.com");
  const Tokens iryna = sign_in("iryna@example.com");
  const std::string undo = move(iryna, "iryna@example.com", moved);
  const std::string used_change = mailed_token(moved);
  change(iryna.access, "iryna@third.example");
  const std::string change = mailed_token("iryna@third.example");
  const std::string stored = everything_stored();
  ASSERT_TRUE(stored.contains("olena@example.com"));
  for (const std::string& secret :
       {std::string{good_password}, tokens.access, tokens.refresh, activation, reset, undo, used_change, change}) {
    ASSERT_FALSE(secret.empty());
    EXPECT_FALSE(stored.contains(secret)) << secret;
    const auto bytes = crypto::from_base64url(secret);
    if (bytes) EXPECT_FALSE(stored.contains(*bytes)) << secret;
  }
}

TEST_F(Background, K5CleanupDeletesWhatExpiredAndNothingElse) {
  given_viewer("olena@example.com");
  sign_in("olena@example.com");
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  clock().advance(std::chrono::hours{23});
  const Tokens fresh = sign_in("olena@example.com");
  clock().advance(std::chrono::hours{2});
  ASSERT_EQ(count("sessions"), 2);
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("sessions"), 1);
  EXPECT_EQ(count("one_time_tokens"), 0);
  EXPECT_EQ(post("/api/v1/auth/refresh", R"({"refresh_token":")" + fresh.refresh + "\"}").status, 200U);
}

TEST_F(Background, K5ASessionOfAPreviousBinaryIsSweptWhenItHasExpired) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  clock().advance(std::chrono::hours{23});
  ASSERT_EQ(post("/api/v1/auth/refresh", R"({"refresh_token":")" + tokens.refresh + "\"}").status, 200U);
  // As the previous binary leaves it, which knows nothing of when to sweep.
  const auto forget =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE sessions SET sweep_at = 0"); };
  block_on(storage().db->transact(forget));
  clock().advance(std::chrono::hours{23});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("sessions"), 1);
  clock().advance(std::chrono::hours{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(Background, K5ASessionThatWasUsedIsSweptWithinADayOfItsExpiry) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  clock().advance(std::chrono::hours{1});
  ASSERT_EQ(post("/api/v1/auth/refresh", R"({"refresh_token":")" + tokens.refresh + "\"}").status, 200U);
  clock().advance(std::chrono::hours{24} - std::chrono::milliseconds{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("sessions"), 1);
  clock().advance(std::chrono::hours{24});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(Background, CleanupForgetsJobsAWeekAfterTheirEndAndDeadOnesAfterAMonth) {
  given_viewer("olena@example.com");
  const auto kill_one = +[](db::Tx& tx, Time now) -> Task<std::int64_t> {
    co_return co_await tx->run(
        "INSERT INTO jobs (name, arguments, state, run_at, created_at, finished_at) "
        "VALUES ('send_email', '{}', 'dead', $1, $1, $1)",
        now);
  };
  block_on(storage().db->transact(kill_one, clock().now()));
  clock().advance(std::chrono::hours{7 * 24});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("jobs"), 1);
  clock().advance(std::chrono::hours{23 * 24} - std::chrono::milliseconds{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("jobs WHERE state = 'dead'"), 1);
  clock().advance(std::chrono::milliseconds{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("jobs WHERE state = 'dead'"), 0);
}

TEST_F(Background, K2ALinkRequestThatWasNotAnsweredIsForgottenAfterADay) {
  for (const char* email : {"olena@example.com", "taras@example.com", "nina@example.com"}) {
    post("/api/v1/auth/request-password-reset", R"({"email":")" + std::string{email} + "\"}");
  }
  const auto end_two = +[](db::Tx& tx, Time now) -> Task<std::int64_t> {
    co_return co_await tx->run(
        "UPDATE jobs SET state = CASE id WHEN 1 THEN 'dead' ELSE 'cancelled' END, finished_at = $1 WHERE id < 3", now);
  };
  ASSERT_EQ(block_on(storage().db->transact(end_two, clock().now())), 2);
  clock().advance(std::chrono::hours{24} - std::chrono::milliseconds{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("jobs"), 3) << "somebody may still try them again";
  clock().advance(std::chrono::milliseconds{1});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("jobs"), 1);
  EXPECT_EQ(count("jobs WHERE state = 'queued'"), 1);
}

/// More than a batch of them, before, at and after one moment, so that batches end amid rows of one time.
Task<std::int64_t> add_counters(db::Tx& tx, Time moment) {
  for (std::int64_t i = 0; i < 2'000; ++i) {
    const db::Blob key{std::to_string(i)};
    co_await tx->run("INSERT INTO limit_counters (key, used, window_ends_at) VALUES ($1, 1, $2)", key,
                     moment + std::chrono::milliseconds{std::clamp<std::int64_t>(i - 1'000, -300, 300)});
  }
  co_return 2'000;
}

TEST_F(Background, K5CleanupGoesThroughAllBatchesAndLeavesWhatLasts) {
  services();
  const Time moment = clock().now() + std::chrono::hours{1};
  block_on(storage().db->transact(&add_counters, moment));
  clock().set(moment + std::chrono::milliseconds{299});
  block_on(services().cleanup.run(tasks::Job{}));
  EXPECT_EQ(count("limit_counters"), 700);
}

TEST_F(Background, ALinkThatExpiredBeforeItWasSentIsNotSent) {
  post("/api/v1/auth/register", credentials("olena@example.com", good_password));
  clock().advance(std::chrono::hours{1});
  EXPECT_TRUE(mailbox().empty());
}

TEST_F(Background, K4ALinkRequestOfAnotherServerIsBuriedAndSendsNothing) {
  given_viewer("olena@example.com");
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const auto find = +[](db::Conn& conn) -> Task<std::optional<std::string>> {
    co_return co_await conn.first<std::string>("SELECT arguments FROM jobs WHERE name = $1 AND state = 'queued'",
                                               link_request_job);
  };
  const std::string order = block_on(storage().db->read(find)).value();
  ASSERT_TRUE(order.contains(R"("link":"reset_password")")) << order;
  EXPECT_FALSE(order.contains("olena")) << "whoever reads the jobs learns no address";
  std::string for_another_purpose = order;
  for_another_purpose.replace(order.find("reset_password"), 14, "activate");
  std::string altered = order;
  char& letter = altered[altered.size() - 10];
  letter = letter == 'A' ? 'B' : 'A';
  for (const std::string& arguments : {for_another_purpose, altered, std::string{R"({"link":"activate"})"},
                                       std::string{R"({"link":"activate","sealed":"!"})"}, std::string{"spam"}}) {
    const auto outcome = block_on(services().links.answer({.name = link_request_job, .arguments = arguments}));
    EXPECT_EQ(outcome.kind, tasks::JobOutcome::Kind::dead) << arguments;
    EXPECT_FALSE(outcome.why.contains("olena"));
  }
  EXPECT_EQ(count("one_time_tokens WHERE purpose = 'reset_password'"), 0);
  const auto outcome = block_on(services().links.answer({.name = link_request_job, .arguments = order}));
  EXPECT_EQ(outcome.kind, tasks::JobOutcome::Kind::done);
  EXPECT_EQ(count("one_time_tokens WHERE purpose = 'reset_password'"), 1);
}

TEST_F(Background, ALinkRequestBelongsToTheTraceOfItsRequest) {
  given_viewer("olena@example.com");
  const std::string body = R"({"email":"olena@example.com"})";
  http::Request request{.method = http::Method::post, .path = "/api/v1/auth/request-password-reset", .body = body};
  request.fields = {{"Content-Type", "application/json"}};
  request.client.trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  ASSERT_EQ(send(std::move(request)).status, 200U);
  EXPECT_EQ(count("jobs WHERE trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'"), 1);
  work();
  EXPECT_EQ(count("jobs WHERE trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'"), 2)
      << "the mail it ordered too";
}

TEST_F(Background, AForeignMailOrderIsBuriedNotRetried) {
  const auto plant = +[](db::Tx& tx, Time now) -> Task<int> {
    co_await tasks::enqueue(tx, tasks::NewJob{"send_email", R"({"mail":"spam"})", now, std::nullopt}, now);
    co_return 0;
  };
  block_on(storage().db->transact(plant, clock().now()));
  work();
  const auto dead =
      block_on(storage().db->read(&jobs_store::list, std::optional<std::string>{"dead"}, std::int64_t{10}));
  ASSERT_EQ(dead.size(), 1U);
}

}  // namespace
}  // namespace foyer::test
