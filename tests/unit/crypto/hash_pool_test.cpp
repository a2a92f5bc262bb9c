#include "platform/crypto/hash_pool.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

#include "platform/crypto/bcrypt_lanes.h"
#include "platform/crypto/hash_queue.h"
#include "tests/unit/crypto/blocking_hasher.h"

namespace foyer::crypto {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What one spawned call ended with.
struct Ended {
  std::optional<Result<std::string>> hash;
  std::exception_ptr failure;
  std::thread::id resumed_on;
};

Task<> hash_into(HashPool& pool, Secret password, std::string source, Ended& ended) {
  ended.hash = co_await pool.hash(std::move(password), std::move(source));
  ended.resumed_on = std::this_thread::get_id();
}

void spawn(boost::asio::io_context& context, HashPool& pool, std::string password, Ended& ended,
           std::string source = "192.0.2.1") {
  boost::asio::co_spawn(context.get_executor(), hash_into(pool, Secret{std::move(password)}, std::move(source), ended),
                        [&ended](std::exception_ptr failure) { ended.failure = std::move(failure); });
}

TEST(HashPool, GivesTheHashersAnswers) {
  boost::asio::io_context context;
  BlockingHasher hasher{0};
  hasher.let_go(3);
  HashPool pool{{.threads = 2}, hasher};
  std::vector<Result<bool>> verdicts;
  Ended ended;
  spawn(context, pool, "one", ended);
  boost::asio::co_spawn(
      context.get_executor(),
      [](HashPool& with, std::vector<Result<bool>>& into) -> Task<> {
        into.push_back(co_await with.verify(Secret{std::string{"one"}}, "hash of one", "192.0.2.1"));
        into.push_back(co_await with.verify(Secret{std::string{"two"}}, "hash of one", "192.0.2.1"));
      }(pool, verdicts),
      boost::asio::detached);
  context.run();
  ASSERT_TRUE(ended.hash.has_value());
  EXPECT_EQ(ended.hash->value(), "hash of one");
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_TRUE(verdicts[0].value());
  EXPECT_FALSE(verdicts[1].value());
  EXPECT_EQ(&pool.hasher(), &hasher);
}

TEST(HashPool, ResumesTheCallerOnItsOwnThread) {
  boost::asio::io_context context;
  BlockingHasher hasher{0};
  hasher.let_go(1);
  HashPool pool{{.threads = 1}, hasher};
  Ended ended;
  spawn(context, pool, "one", ended);
  context.run();
  EXPECT_EQ(ended.resumed_on, std::this_thread::get_id());
}

TEST(HashPool, HashesAtNice10) {
  boost::asio::io_context context;
  BlockingHasher hasher{0};
  hasher.let_go(1);
  HashPool pool{{.threads = 1}, hasher};
  Ended ended;
  spawn(context, pool, "one", ended);
  const int ours = ::getpriority(PRIO_PROCESS, 0);
  context.run();
  EXPECT_EQ(hasher.niceness, std::max(ours, 10));
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), ours);
}

TEST(HashPool, AFullQueueRefusesAtOnce) {
  boost::asio::io_context context;
  BlockingHasher hasher{2};
  HashPool pool{{.threads = 2, .queue = 3}, hasher};
  std::vector<Ended> taken(5);
  for (auto& ended : taken) spawn(context, pool, "taken", ended);
  context.poll();
  hasher.wait_until_begun();

  Ended refused;
  spawn(context, pool, "one too many", refused);
  // Nothing can end while the gate is closed, so what ends now was refused without waiting.
  context.poll();
  ASSERT_TRUE(refused.hash.has_value());
  ASSERT_FALSE(refused.hash->has_value());
  EXPECT_EQ(refused.hash->error().code, Errc::overloaded);
  EXPECT_GE(refused.hash->error().retry_after, seconds{1});
  for (const auto& ended : taken) EXPECT_FALSE(ended.hash.has_value());

  hasher.let_go(5);
  context.run();
  for (const auto& ended : taken) {
    ASSERT_TRUE(ended.hash.has_value());
    EXPECT_EQ(ended.hash->value(), "hash of taken");
  }
}

TEST(HashPool, TellsOperatorsWhatItComputedRefusedAndKeepsWaiting) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  HashPool pool{{.threads = 1, .queue = 1}, hasher};
  std::vector<Ended> ended(3);
  for (auto& each : ended) spawn(context, pool, "one", each);
  context.poll();
  hasher.wait_until_begun();
  EXPECT_EQ(pool.computed(), 0U);
  EXPECT_EQ(pool.refused(), 1U);
  EXPECT_EQ(pool.waiting(), 1U);
  hasher.let_go(2);
  context.run();
  EXPECT_EQ(pool.computed(), 2U);
  EXPECT_EQ(pool.refused(), 1U);
  EXPECT_EQ(pool.waiting(), 0U);
  EXPECT_GT(pool.durations().sum(), seconds{0});
}

TEST(HashPool, P5RefusesWhoWouldWaitTooLongHoweverMuchRoomThereIs) {
  boost::asio::io_context context;
  BlockingHasher hasher{0};
  HashPool pool{{.threads = 1, .queue = 8, .longest_wait = std::chrono::nanoseconds{0}, .interleave = false}, hasher};
  hasher.let_go(1);
  Ended measured;
  spawn(context, pool, "measured", measured);
  context.run();
  context.restart();
  Ended running;
  Ended refused;
  spawn(context, pool, "running", running);
  spawn(context, pool, "refused", refused);
  context.poll();
  EXPECT_FALSE(running.hash.has_value());
  ASSERT_TRUE(refused.hash.has_value());
  ASSERT_FALSE(refused.hash->has_value());
  EXPECT_EQ(refused.hash->error().code, Errc::overloaded);
  hasher.let_go(1);
  context.run();
  EXPECT_TRUE(running.hash.value().has_value());
}

TEST(HashPool, TakesWorkAgainOnceThereIsRoom) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  HashPool pool{{.threads = 1, .queue = 0}, hasher};
  Ended first;
  Ended refused;
  spawn(context, pool, "first", first);
  spawn(context, pool, "refused", refused);
  context.poll();
  ASSERT_TRUE(refused.hash.has_value());
  EXPECT_FALSE(refused.hash->has_value());
  hasher.let_go(2);
  context.run();
  context.restart();
  EXPECT_TRUE(first.hash.value().has_value());
  Ended second;
  spawn(context, pool, "second", second);
  context.run();
  EXPECT_TRUE(second.hash.value().has_value());
}

TEST(HashPool, ACoroutineThatWaitsKeepsItsContextAtWork) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  HashPool pool{{.threads = 1}, hasher};
  Ended ended;
  spawn(context, pool, "one", ended);
  context.poll();
  hasher.wait_until_begun();
  EXPECT_FALSE(context.stopped());
  hasher.let_go(1);
  context.run();
  EXPECT_TRUE(ended.hash.has_value());
}

TEST(HashPool, AFailureOfTheHasherReachesTheCallerAndFreesItsPlace) {
  boost::asio::io_context context;
  BlockingHasher hasher{0};
  HashPool pool{{.threads = 1, .queue = 0}, hasher};
  Ended failed;
  spawn(context, pool, "fail", failed);
  context.run();
  context.restart();
  EXPECT_TRUE(failed.failure != nullptr);
  EXPECT_THROW(std::rethrow_exception(failed.failure), std::runtime_error);
  Ended next;
  hasher.let_go(1);
  spawn(context, pool, "next", next);
  context.run();
  EXPECT_TRUE(next.hash.value().has_value());
}

TEST(HashPool, ItsEndRefusesWhatWaitsAndFinishesWhatRuns) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  std::vector<Ended> ended(3);
  auto pool = std::make_unique<HashPool>(HashPoolOptions{.threads = 1, .queue = 8}, hasher);
  for (auto& each : ended) spawn(context, *pool, "one", each);
  context.poll();
  hasher.wait_until_begun();
  {
    std::jthread end{[&pool] { pool.reset(); }};
    while (!ended[1].hash || !ended[2].hash) context.run_one();
    EXPECT_FALSE(ended[0].hash.has_value());
    hasher.let_go(1);
  }
  context.run();
  EXPECT_TRUE(ended[0].hash.value().has_value());
  for (const auto& each : {ended[1], ended[2]}) EXPECT_EQ(each.hash.value().error().code, Errc::overloaded);
}

TEST(HashPool, P5ASourceThatFloodsTheQueueWaitsForItself) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  HashPool pool{{.threads = 1, .queue = 4}, hasher};
  std::vector<Ended> flood(5);
  for (auto& each : flood) spawn(context, pool, "flood", each);
  context.poll();
  hasher.wait_until_begun();
  Ended other;
  spawn(context, pool, "other", other, "198.51.100.1");
  context.poll();
  ASSERT_TRUE(flood[4].hash.has_value()) << "the youngest of the longest line makes room";
  EXPECT_EQ(flood[4].hash->error().code, Errc::overloaded);
  hasher.let_go(3);
  while (!other.hash) context.run_one();
  EXPECT_EQ(other.hash->value(), "hash of other");
  EXPECT_FALSE(flood[2].hash.has_value()) << "one of the flood is served between two of others";
  hasher.let_go(2);
  context.run();
  EXPECT_TRUE(flood[3].hash.value().has_value());
}

TEST(HashPool, P5WhatBeginsTooLateIsNotComputed) {
  boost::asio::io_context context;
  BlockingHasher hasher{1};
  HashPool pool{{.threads = 1, .queue = 8, .longest_wait = std::chrono::nanoseconds{0}, .interleave = false}, hasher};
  Ended running;
  Ended late;
  spawn(context, pool, "running", running);
  context.poll();
  hasher.wait_until_begun();
  spawn(context, pool, "late", late);
  context.poll();
  EXPECT_FALSE(late.hash.has_value()) << "how long a hash takes is not known yet";
  hasher.let_go(1);
  context.run();
  EXPECT_TRUE(running.hash.value().has_value());
  ASSERT_FALSE(late.hash.value().has_value());
  EXPECT_EQ(late.hash->error().code, Errc::overloaded);
  EXPECT_EQ(pool.computed(), 1U);
}

TEST(HashPool, P5NobodyWaitsWhileALaneIsFree) {
  boost::asio::io_context context;
  SystemRandom random;
  SystemPasswordHasher hasher{{.bcrypt_rounds = 5}, random};
  HashPool pool{{.threads = 1, .queue = 8, .longest_wait = std::chrono::nanoseconds{0}}, hasher};
  Ended measured;
  spawn(context, pool, "measured", measured);
  context.run();
  context.restart();
  std::vector<Ended> ended(BcryptLanes::most);
  for (auto& each : ended) spawn(context, pool, "one of six", each);
  context.run();
  for (const auto& each : ended) EXPECT_TRUE(each.hash.value().has_value()) << "however long a hash takes";
}

class RealHashes : public testing::TestWithParam<bool> {};

TEST_P(RealHashes, AreWhatTheHasherAloneVerifies) {
  boost::asio::io_context context;
  SystemRandom random;
  SystemPasswordHasher hasher{{.bcrypt_rounds = 5}, random};
  HashPool pool{{.threads = 2, .interleave = GetParam()}, hasher};
  std::vector<Ended> ended(40);
  for (std::size_t i = 0; i < ended.size(); ++i) spawn(context, pool, "password " + std::to_string(i), ended[i]);
  context.run();
  for (std::size_t i = 0; i < ended.size(); ++i) {
    EXPECT_TRUE(hasher.verify(Secret{"password " + std::to_string(i)}, ended[i].hash.value().value())) << i;
  }
  EXPECT_EQ(pool.computed(), ended.size());
  EXPECT_EQ(pool.waiting(), 0U);
}

INSTANTIATE_TEST_SUITE_P(OneByOneAndInterleaved, RealHashes, testing::Bool());

TEST(HashPool, ServesManyContexts) {
  BlockingHasher hasher{0};
  hasher.let_go(400);
  std::vector<std::vector<Ended>> ended(4, std::vector<Ended>(100));
  {
    std::vector<boost::asio::io_context> contexts(4);
    // However slow this machine is just now.
    HashPool pool{{.threads = 3, .queue = 1000, .longest_wait = std::chrono::hours{1}}, hasher};
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < contexts.size(); ++i) {
      threads.emplace_back([&context = contexts[i], &mine = ended[i], &pool] {
        for (auto& each : mine) spawn(context, pool, "one", each);
        context.run();
      });
    }
  }
  for (const auto& mine : ended) {
    for (const auto& each : mine) EXPECT_EQ(each.hash.value().value(), "hash of one");
  }
}

TEST(TimeToDrain, GrowsWithTheBacklogAndIsAtLeastOneSecond) {
  EXPECT_EQ(time_to_drain(0, 2, milliseconds{250}), seconds{1});
  EXPECT_EQ(time_to_drain(8, 2, milliseconds{250}), seconds{1});
  EXPECT_EQ(time_to_drain(10, 2, milliseconds{250}), seconds{2});
  EXPECT_EQ(time_to_drain(258, 2, milliseconds{250}), seconds{33});
  EXPECT_EQ(time_to_drain(258, 1, milliseconds{250}), seconds{65});
}

}  // namespace
}  // namespace foyer::crypto
