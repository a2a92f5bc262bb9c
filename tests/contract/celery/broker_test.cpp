// The steps a worker is made of, one by one against a real Redis.

#include "platform/celery/broker.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/json/parse.hpp>
#include <functional>

#include "platform/celery/beat.h"
#include "platform/celery/client.h"
#include "platform/celery/message.h"
#include "platform/celery/names.h"
#include "tests/contract/celery/fixture.h"

namespace foyer::celery {
namespace {

constexpr std::chrono::seconds hour{3600};
constexpr std::chrono::seconds day{86'400};

class Steps : public CeleryTest {
 protected:
  /// Runs steps on a broker of their own.
  void with_broker(const std::function<Task<void>(Broker&)>& steps) {
    boost::asio::io_context io{1};
    Broker broker{io.get_executor(), server.options(), "celery", random};
    boost::asio::co_spawn(io, run(steps, broker), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
    io.run();
  }
  static Task<void> run(const std::function<Task<void>(Broker&)>& steps, Broker& broker) {
    co_await steps(broker);
    broker.client().close();
  }

  crypto::SystemRandom random;
};

std::string tag_of(const std::string& raw) { return read_task(raw)->tag; }

Task<void> reserve_one(Broker& broker, Reservation& out) { out = co_await broker.reserve(1, hour); }

TEST_F(Steps, ReserveKeepsTheTextOfAMessageByteByByte) {
  const std::string raw = message("probe.noop", "exact", R"([[],{},1.0,"\u00e4"])");
  ask({"LPUSH", "celery", raw});
  Reservation got;
  with_broker([&](Broker& broker) { return reserve_one(broker, got); });
  ASSERT_EQ(got.messages.size(), 1U);
  EXPECT_EQ(got.messages[0].raw, raw);
  EXPECT_EQ(got.messages[0].tag, tag_of(raw));
  EXPECT_EQ(got.messages[0].deliveries, 1);
  EXPECT_EQ(text({"HGET", "unacked", tag_of(raw)}), "[" + raw + R"(, "", "celery"])");
  EXPECT_FALSE(text({"ZSCORE", "unacked_index", tag_of(raw)}).empty());
  EXPECT_EQ(number({"EXISTS", "celery"}), 0);
}

Task<void> reserve_all(Broker& broker, Reservation& out) { out = co_await broker.reserve(10, hour); }

TEST_F(Steps, ReserveServesTheMostUrgentFirstAndEachListInItsOrder) {
  ask({"LPUSH", list_name("celery", 9), message("t", "last")});
  ask({"LPUSH", list_name("celery", 3), message("t", "third")});
  ask({"LPUSH", "celery", message("t", "first")});
  ask({"LPUSH", "celery", message("t", "second")});
  Reservation got;
  with_broker([&](Broker& broker) { return reserve_all(broker, got); });
  std::vector<std::string> ids;
  for (const Reserved& each : got.messages) ids.push_back(read_task(each.raw)->id);
  EXPECT_EQ(ids, (std::vector<std::string>{"first", "second", "third", "last"}));
}

Task<void> lose_an_answer(Broker& broker, std::vector<Reserved>& again, std::vector<Reserved>& after) {
  const Reservation unheard = co_await broker.reserve(10, hour);
  again = co_await broker.reclaim();
  const std::vector<End> ends{{.tag = unheard.messages.at(0).tag}};
  co_await broker.finish(ends, day);
  after = co_await broker.reclaim();
}

TEST_F(Steps, AReservationWhoseAnswerWasLostIsFoundAgain) {
  const std::string raw = message("t", "a");
  ask({"LPUSH", "celery", raw});
  ask({"LPUSH", "celery", message("t", "b")});
  std::vector<Reserved> again;
  std::vector<Reserved> after;
  with_broker([&](Broker& broker) { return lose_an_answer(broker, again, after); });
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].raw, raw);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(read_task(after[0].raw)->id, "b");
}

Task<void> retry_twice(Broker& broker, std::string next) {
  const Reservation got = co_await broker.reserve(1, hour);
  const std::vector<End> ends{{.tag = got.messages.at(0).tag,
                               .result_key = result_key("again"),
                               .result = R"({"status":"RETRY"})",
                               .list = "celery",
                               .message = std::move(next)}};
  co_await broker.finish(ends, day);
  co_await broker.finish(ends, day);
}

TEST_F(Steps, ARetryIsSentOnceHoweverOftenItsEndIsWritten) {
  ask({"LPUSH", "celery", message("t", "again")});
  const std::string next = message("t", "again");
  with_broker([&](Broker& broker) { return retry_twice(broker, next); });
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  EXPECT_EQ(status_of("again"), "RETRY");
}

Task<void> finish_one(Broker& broker, End end) {
  const std::vector<End> ends{std::move(end)};
  co_await broker.finish(ends, day);
}

TEST_F(Steps, ASuccessIsNeverOverwritten) {
  ask({"SET", result_key("done"), R"({"status": "SUCCESS", "result": 1})"});
  with_broker([&](Broker& broker) {
    return finish_one(broker, {.tag = "t", .result_key = result_key("done"), .result = R"({"status":"FAILURE"})"});
  });
  EXPECT_EQ(status_of("done"), "SUCCESS");
}

TEST_F(Steps, AForeignThingUnderAResultsKeyIsInNobodysWay) {
  ask({"LPUSH", result_key("odd"), "a list"});
  with_broker([&](Broker& broker) {
    return finish_one(broker, {.tag = "t", .result_key = result_key("odd"), .result = R"({"status":"FAILURE"})"});
  });
  EXPECT_EQ(status_of("odd"), "FAILURE");
  EXPECT_GT(number({"TTL", result_key("odd")}), 86'000);
}

Task<void> sweep_all(Broker& broker, std::size_t& moved) {
  if (!co_await broker.lock_sweep()) co_return;
  for (const Overdue& each : co_await broker.overdue(hour, 100)) {
    if (co_await broker.restore_overdue(each, hour)) ++moved;
  }
  co_await broker.unlock_sweep();
}

TEST_F(Steps, ASweepRestoresWhatRanOutAndNothingElse) {
  const std::string old = message("t", "old");
  const std::string fresh = message("t", "fresh");
  ask({"HSET", "unacked", tag_of(old), "[" + old + R"(, "", "celery"])"});
  ask({"ZADD", "unacked_index", "1000", tag_of(old)});
  ask({"HSET", "unacked", tag_of(fresh), "[" + fresh + R"(, "", "celery"])"});
  ask({"ZADD", "unacked_index", "9999999999", tag_of(fresh)});
  ask({"ZADD", "unacked_index", "1000", "without-an-entry"});
  std::size_t moved = 0;
  with_broker([&](Broker& broker) { return sweep_all(broker, moved); });
  EXPECT_EQ(moved, 1U);
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  const auto restored = read_task(text({"LINDEX", "celery", "0"}));
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->id, "old");
  EXPECT_TRUE(restored->redelivered);
  EXPECT_EQ(number({"HLEN", "unacked"}), 1);
  EXPECT_EQ(number({"ZCARD", "unacked_index"}), 1);
  EXPECT_EQ(number({"EXISTS", "unacked_mutex"}), 0);
}

TEST_F(Steps, ASweepFindsTheQueueBehindAnExchangeAndPutsTheRestAside) {
  const std::string bound = message("t", "bound");
  const std::string lost = message("t", "lost");
  ask({"SADD", binding_key("cinema"), binding_member("tickets", "ticket-queue")});
  ask({"HSET", "unacked", "a", "[" + bound + R"(, "cinema", "tickets"])"});
  ask({"HSET", "unacked", "b", "[" + lost + R"(, "nowhere", "tickets"])"});
  ask({"HSET", "unacked", "c", "no entry at all"});
  for (const auto* tag : {"a", "b", "c"}) ask({"ZADD", "unacked_index", "1000", tag});
  std::size_t moved = 0;
  with_broker([&](Broker& broker) { return sweep_all(broker, moved); });
  EXPECT_EQ(moved, 3U);
  EXPECT_EQ(number({"LLEN", "ticket-queue"}), 1);
  EXPECT_EQ(number({"LLEN", "celery.dead"}), 2);
  EXPECT_EQ(number({"EXISTS", "unacked", "unacked_index"}), 0);
}

TEST_F(Steps, ASweepLeavesTheFieldToWhoeverHoldsTheLock) {
  ask({"SET", "unacked_mutex", "another", "PX", "300000"});
  const std::string old = message("t", "old");
  ask({"HSET", "unacked", tag_of(old), "[" + old + R"(, "", "celery"])"});
  ask({"ZADD", "unacked_index", "1000", tag_of(old)});
  std::size_t moved = 0;
  with_broker([&](Broker& broker) { return sweep_all(broker, moved); });
  EXPECT_EQ(moved, 0U);
  EXPECT_EQ(text({"GET", "unacked_mutex"}), "another");
}

Task<void> give_back_once(Broker& broker, int& deliveries) {
  Reservation got = co_await broker.reserve(1, hour);
  for (int i = 0; i < 10; ++i) {
    co_await broker.give_back(got.messages.at(0).raw, got.messages.at(0).tag, false);
    got = co_await broker.reserve(1, hour);
  }
  deliveries = got.messages.at(0).deliveries;
}

TEST_F(Steps, WhatWasGivenBackUnbegunIsNotCountedAsDelivered) {
  ask({"LPUSH", "celery", message("t", "patient")});
  int deliveries = 0;
  with_broker([&](Broker& broker) { return give_back_once(broker, deliveries); });
  EXPECT_EQ(deliveries, 1);
}

Task<void> renew_some(Broker& broker, std::vector<std::string>& lost) {
  std::vector<std::string> tags{"held", "lost"};
  lost = co_await broker.renew(std::move(tags));
}

TEST_F(Steps, RenewingTellsWhichLeasesAreGone) {
  ask({"ZADD", "unacked_index", "1000", "held"});
  std::vector<std::string> lost;
  with_broker([&](Broker& broker) { return renew_some(broker, lost); });
  EXPECT_EQ(lost, std::vector<std::string>{"lost"});
  EXPECT_EQ(number({"ZCARD", "unacked_index"}), 1);
  EXPECT_EQ(number({"ZCOUNT", "unacked_index", "2000", "+inf"}), 1);
}

Task<void> send_one(redis::Client& redis, crypto::Random& random, std::string& id) {
  CeleryClient client{redis, "celery", "test@host", random};
  NewTask task{.name = "probe.echo", .priority = 5};
  id = co_await client.send(std::move(task));
  redis.close();
}

TEST_F(Steps, AProducerDeclaresTheQueueAndChoosesTheList) {
  boost::asio::io_context io{1};
  redis::Client redis{io.get_executor(), server.options()};
  std::string id;
  boost::asio::co_spawn(io, send_one(redis, random, id), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  io.run();
  EXPECT_EQ(number({"SISMEMBER", "_kombu.binding.celery", binding_member("celery", "celery")}), 1);
  const auto sent = read_task(text({"LINDEX", list_name("celery", 3), "0"}));
  ASSERT_TRUE(sent.has_value());
  EXPECT_EQ(sent->id, id);
  EXPECT_EQ(sent->priority, 5);
}

/// Two beats live through an hour, and `take` is done after every message.
Task<void> simulate_hour(CeleryBeat& one, CeleryBeat& other, std::vector<BeatEntry> entries, std::function<void()> take,
                         int& sent) {
  constexpr int begin = 1'795'395'600;
  for (int second = begin; second < begin + 3600; second += 7) {
    for (const BeatEntry& entry : entries) {
      for (CeleryBeat* beat : {&one, &other}) {
        const auto tick = co_await beat->tick(entry, std::chrono::seconds{second});
        sent += tick.sent ? 1 : 0;
        if (tick.sent) take();
        EXPECT_GT(tick.wait.count(), 0);
        EXPECT_LE(tick.wait, entry.interval);
      }
    }
  }
  // A clock that steps back a little finds its slots taken.
  for (const BeatEntry& entry : entries) {
    const auto tick = co_await other.tick(entry, std::chrono::seconds{begin + 3590 - 60});
    sent += tick.sent ? 100 : 0;
  }
  one.stop();
  other.stop();
}

class Beats : public Steps {
 protected:
  /// How many messages two beats say they have sent in an hour.
  int send_for_an_hour(std::function<void()> take) {
    boost::asio::io_context io{1};
    const std::vector<BeatEntry> entries{{"minutely", "probe.noop", std::chrono::seconds{60}},
                                         {"hourly", "probe.echo", std::chrono::seconds{3600}}};
    CeleryBeat one{io.get_executor(), {.node = "beat@one"}, server.options(), {}, random};
    CeleryBeat other{io.get_executor(), {.node = "beat@other"}, server.options(), {}, random};
    int sent = 0;
    boost::asio::co_spawn(io, simulate_hour(one, other, entries, std::move(take), sent),
                          [](const std::exception_ptr& failure) {
                            if (failure) std::rethrow_exception(failure);
                          });
    io.run();
    return sent;
  }
};

TEST_F(Beats, TwoOfThemSendOneMessagePerSlot) {
  std::vector<std::string> taken;
  const int sent = send_for_an_hour([&] { taken.push_back(text({"RPOP", "celery"})); });
  EXPECT_EQ(sent, 61);
  EXPECT_EQ(taken.size(), 61U);
  for (const std::string& each : taken) EXPECT_TRUE(read_task(each).has_value()) << each;
  EXPECT_EQ(number({"LLEN", "celery"}), 0);
}

TEST_F(Beats, LeaveNoPileWhereNoWorkerTakesAnything) {
  const int sent = send_for_an_hour([] {});
  EXPECT_EQ(sent, 2);
  EXPECT_EQ(number({"LLEN", "celery"}), 2);
}

TEST_F(Steps, BeatsFeedAWorkerThroughAnOutage) {
  const auto one = beat("beat@one", "each:probe.noop:1");
  const auto other = beat("beat@other", "each:probe.noop:1");
  const auto process = worker();
  const auto some_results = [&] {
    const redis::Reply keys = ask({"KEYS", "celery-task-meta-*"});
    return keys.array() != nullptr && keys.array()->size() >= 2;
  };
  ASSERT_TRUE(test::eventually(some_results)) << one->err();
  server.kill();
  ASSERT_TRUE(test::eventually([&] { return one->err().find("waits for Redis") != std::string::npos; }));
  server.start();
  EXPECT_TRUE(test::eventually(some_results)) << one->err() << other->err() << process->err();
}

}  // namespace
}  // namespace foyer::celery
