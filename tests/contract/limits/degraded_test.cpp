// Redis is gone, slow, read-only, full, or holds something else: limits go on in memory, and nothing foreign is
// touched.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "platform/crypto/digest.h"
#include "tests/contract/limits/stores.h"
#include "tests/support/run_on.h"

namespace foyer {
namespace {

using std::chrono_literals::operator""s;

class Degraded : public testing::Test {
 protected:
  Allowance take(const std::string& subject = "203.0.113.7") {
    return test::run_on(store.io, store.take(twice, subject));
  }
  std::string redis(redis::Command command) {
    const redis::Reply reply = test::run_on(store.io, store.client.run(std::move(command)));
    if (const auto* failure = reply.failure()) return failure->text;
    if (const auto* number = reply.integer()) return std::to_string(*number);
    return reply.text() == nullptr ? "" : *reply.text();
  }
  bool counted_in_redis() {
    const auto before = store.local.degraded();
    take("somebody else");
    return store.local.degraded() == before;
  }
  void expect_limits_in_memory() {
    EXPECT_TRUE(take().granted);
    EXPECT_TRUE(take().granted);
    EXPECT_TRUE(take().first_refusal);
    EXPECT_FALSE(take().granted);
    EXPECT_EQ(store.local.degraded(), 4U);
    EXPECT_EQ(store.local.outages(), 1U);
  }

  RedisStore store;
  const Limit twice{"login", 2, 60s};
};

TEST_F(Degraded, NeedsNothingWhileRedisCounts) {
  EXPECT_TRUE(take().granted);
  EXPECT_EQ(store.local.degraded(), 0U);
  EXPECT_EQ(store.local.subjects(), 0U);
}

TEST_F(Degraded, KeysNameNoSubjectAndEndWithTheirWindow) {
  take("somebody@example.com");
  const auto keys = store.keys();
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].size(), std::string_view{"foyer:limit:"}.size() + 64);
  EXPECT_TRUE(keys[0].starts_with("foyer:limit:"));
  EXPECT_FALSE(keys[0].contains("example"));
  EXPECT_EQ(redis({"GET", keys[0]}), "1");
  EXPECT_GT(std::stoi(redis({"PTTL", keys[0]})), 30'000);
  EXPECT_LE(std::stoi(redis({"PTTL", keys[0]})), 60'000);
  take("somebody@example.com");
  EXPECT_GT(std::stoi(redis({"PTTL", keys[0]})), 0);
}

TEST_F(Degraded, KeysAreTheMacOfTheTable) {
  take("a");
  const std::string mac = crypto::hmac_sha256(limits_key().reveal(), "login|a");
  std::string hex;
  for (const char byte : mac) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  EXPECT_EQ(store.keys().at(0), "foyer:limit:" + hex);
}

TEST_F(Degraded, WhileRedisIsGoneAndOnlyThen) {
  store.server.kill();
  expect_limits_in_memory();
  store.server.start();
  EXPECT_TRUE(test::eventually([&] { return counted_in_redis(); }));
  EXPECT_EQ(store.local.outages(), 1U);
  store.server.kill();
  EXPECT_TRUE(test::eventually([&] { return !counted_in_redis(); }));
  EXPECT_EQ(store.local.outages(), 2U);
}

TEST_F(Degraded, WhileRedisDoesNotAnswer) {
  EXPECT_EQ(redis({"PING"}), "PONG");
  store.server.freeze();
  expect_limits_in_memory();
  store.server.thaw();
  EXPECT_TRUE(test::eventually([&] { return counted_in_redis(); }));
}

TEST_F(Degraded, WhileRedisTakesNoWrites) {
  EXPECT_EQ(redis({"REPLICAOF", "127.0.0.1", "1"}), "OK");
  expect_limits_in_memory();
  EXPECT_EQ(redis({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_TRUE(counted_in_redis());
}

TEST_F(Degraded, WhileRedisIsFull) {
  EXPECT_EQ(redis({"CONFIG", "SET", "maxmemory", "1"}), "OK");
  expect_limits_in_memory();
  EXPECT_EQ(redis({"CONFIG", "SET", "maxmemory", "0"}), "OK");
  EXPECT_TRUE(counted_in_redis());
}

TEST_F(Degraded, ForAKeyThatHoldsSomethingElseWhichStaysAsItIs) {
  take();
  const std::string key = store.keys().at(0);
  const std::vector<std::vector<std::string>> foreign{
      {"RPUSH", key, "theirs"},         {"SET", key, "theirs", "EX", "100"}, {"SET", key, "7"},
      {"SET", key, "1.5", "EX", "100"}, {"SET", key, "-1", "EX", "100"},     {"SET", key, "", "EX", "100"},
      {"HSET", key, "field", "value"}};
  std::int64_t in_memory = 0;
  for (const auto& command : foreign) {
    SCOPED_TRACE(command[0] + " " + command[2]);
    redis({"DEL", key});
    redis(command);
    const std::string before = redis({"DUMP", key});
    const auto degraded = store.local.degraded();
    take();
    // In memory, and no further than one above the quota.
    in_memory = std::min<std::int64_t>(in_memory + 1, 3);
    EXPECT_EQ(test::run_on(store.io, store.standing(twice, "203.0.113.7")).used, in_memory);
    EXPECT_EQ(store.local.degraded(), degraded + 2);
    EXPECT_EQ(redis({"DUMP", key}), before);
    EXPECT_TRUE(counted_in_redis());
  }
  EXPECT_EQ(store.local.outages(), 0U);
}

TEST_F(Degraded, ForgetsScriptsWithoutHarm) {
  EXPECT_TRUE(take().granted);
  redis({"SCRIPT", "FLUSH"});
  EXPECT_TRUE(take().granted);
  EXPECT_FALSE(take().granted);
  EXPECT_EQ(store.local.degraded(), 0U);
}

TEST(LocalBucketsOfManyThreads, GrantTheQuotaOnce) {
  const test::ManualClock clock;
  LocalBuckets local{clock};
  const Limit hundred{"login", 100, 60s};
  std::atomic<int> granted = 0;
  {
    std::vector<std::jthread> lanes;
    for (int lane = 0; lane < 4; ++lane) {
      lanes.emplace_back([&] {
        for (int use = 0; use < 100; ++use) {
          granted += local.take(hundred, "one").granted ? 1 : 0;
          local.count_degraded("test");
        }
      });
    }
  }
  EXPECT_EQ(granted, 100);
  EXPECT_EQ(local.degraded(), 400U);
  EXPECT_EQ(local.outages(), 1U);
}

TEST(LocalBucketsOfAFlood, AreBoundedAndRememberWhoUsedMost) {
  const test::ManualClock clock;
  LocalBuckets local{clock, 100};
  const Limit five{"login", 5, 60s};
  for (int use = 0; use < 5; ++use) EXPECT_TRUE(local.take(five, "guesser").granted);
  for (int one = 0; one < 10'000; ++one) {
    EXPECT_TRUE(local.take(five, "stranger " + std::to_string(one)).granted);
    EXPECT_LE(local.subjects(), 100U);
  }
  EXPECT_FALSE(local.take(five, "guesser").granted);
}

TEST(LocalBucketsOfAFlood, LetEndedWindowsGoFirst) {
  test::ManualClock clock;
  LocalBuckets local{clock, 100};
  const Limit five{"login", 5, 60s};
  for (int one = 0; one < 100; ++one) {
    for (int use = 0; use < 5; ++use) local.take(five, "earlier " + std::to_string(one));
  }
  clock.advance(60s);
  local.take(five, "now");
  EXPECT_EQ(local.subjects(), 1U);
}

TEST(LocalBucketsOfAFlood, HoldWhenEverybodyUsedTheSame) {
  const test::ManualClock clock;
  LocalBuckets local{clock, 10};
  const Limit one{"login", 1, 60s};
  for (int each = 0; each < 1'000; ++each) local.take(one, std::to_string(each));
  EXPECT_LE(local.subjects(), 10U);
  EXPECT_GE(local.subjects(), 9U);
}

}  // namespace
}  // namespace foyer
