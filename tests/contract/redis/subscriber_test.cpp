// What is published arrives; what was missed is told.

#include "platform/redis/subscriber.h"

#include <chrono>
#include <memory>

#include "tests/contract/redis/fixture.h"

namespace foyer::redis {
namespace {

class Listeners : public OnRedis {
 protected:
  Listening to(std::vector<std::string> channels, std::vector<std::string> patterns = {}) {
    return {.channels = std::move(channels),
            .patterns = std::move(patterns),
            .on_message = [this](Message message) { heard.push_back(std::move(message)); },
            .on_ready = [this] { ++ready; },
            .on_gap = [this] { ++gaps; }};
  }
  std::unique_ptr<Subscriber> listener(Listening listening) {
    auto out = std::make_unique<Subscriber>(io.get_executor(), server.options(), std::move(listening));
    out->start();
    return out;
  }
  template <class Claim>
  bool soon(Claim claim) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    io.restart();
    while (!claim() && std::chrono::steady_clock::now() < end) io.run_one_for(std::chrono::seconds{1});
    return claim();
  }
  std::int64_t publish(std::string channel, std::string payload) {
    return *run(client.run({"PUBLISH", std::move(channel), std::move(payload)})).integer();
  }

  std::vector<Message> heard;
  int ready = 0;
  int gaps = 0;
};

TEST_F(Listeners, HearChannelsAndPatternsWithEveryByte) {
  const auto listener = this->listener(to({"news", "other"}, {"/0.celery*"}));
  EXPECT_FALSE(listener->listening());
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  EXPECT_TRUE(listener->listening());
  EXPECT_EQ(listener->trouble(), "");
  const std::string bytes{"\0\r\n$5\xff", 7};
  EXPECT_EQ(publish("news", bytes), 1);
  EXPECT_EQ(publish("/0.celeryev/worker.online", "{}"), 1);
  EXPECT_EQ(publish("elsewhere", "x"), 0);
  EXPECT_EQ(publish("other", ""), 1);
  ASSERT_TRUE(soon([&] { return heard.size() == 3; }));
  EXPECT_EQ(heard[0].channel, "news");
  EXPECT_EQ(heard[0].payload, bytes);
  EXPECT_EQ(heard[1].channel, "/0.celeryev/worker.online");
  EXPECT_EQ(heard[1].payload, "{}");
  EXPECT_EQ(heard[2].payload, "");
  EXPECT_EQ(gaps, 0);
}

TEST_F(Listeners, ComeBackAfterARestartAndTellTheGap) {
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  server.kill();
  ASSERT_TRUE(soon([&] { return gaps == 1; }));
  EXPECT_FALSE(listener->listening());
  EXPECT_TRUE(listener->trouble().contains("closed the connection")) << listener->trouble();
  server.start();
  ASSERT_TRUE(soon([&] { return ready == 2; }));
  EXPECT_TRUE(listener->listening());
  publish("news", "again");
  ASSERT_TRUE(soon([&] { return heard.size() == 1; }));
  EXPECT_EQ(gaps, 1);
}

TEST_F(Listeners, NoticeARedisThatFellSilent) {
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  server.freeze();
  ASSERT_TRUE(soon([&] { return gaps == 1; }));
  EXPECT_TRUE(listener->trouble().contains("fell silent")) << listener->trouble();
  server.thaw();
  EXPECT_TRUE(soon([&] { return ready == 2; }));
}

TEST_F(Listeners, StayOnAQuietChannelBecauseRedisAnswersTheProbe) {
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  // One of each greeting, and the first probe; on a busy machine the second may be there before anybody looks.
  const auto pings = [&] {
    constexpr std::string_view name = "cmdstat_ping:calls=";
    const std::string statistics = text({"INFO", "commandstats"});
    const auto at = statistics.find(name);
    return at != std::string::npos && std::stoi(statistics.substr(at + name.size())) >= 3;
  };
  ASSERT_TRUE(soon(pings));
  EXPECT_TRUE(listener->listening());
  EXPECT_EQ(gaps, 0);
}

TEST_F(Listeners, WaitForARedisThatIsNotThereYet) {
  server.kill();
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return listener->trouble().contains("cannot be reached"); }));
  server.start();
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  EXPECT_EQ(gaps, 0);
}

TEST_F(Listeners, AreSilentOnceStopped) {
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  listener->stop();
  EXPECT_FALSE(listener->listening());
  ASSERT_TRUE(soon([&] { return publish("news", "nobody") == 0; }));
  EXPECT_EQ(gaps, 0);
  EXPECT_TRUE(heard.empty());
  listener->start();
  EXPECT_TRUE(soon([&] { return ready == 2; }));
}

TEST_F(Listeners, MayBeDestroyedByWhatTheyHear) {
  std::unique_ptr<Subscriber> listener;
  Listening once = to({"news"});
  once.on_message = [&](Message) { listener.reset(); };
  listener = this->listener(std::move(once));
  ASSERT_TRUE(soon([&] { return ready == 1; }));
  publish("news", "the end");
  ASSERT_TRUE(soon([&] { return listener == nullptr; }));
  EXPECT_TRUE(soon([&] { return publish("news", "nobody") == 0; }));
}

TEST_F(Listeners, ThatMayNotListenSayWhyAndKeepTrying) {
  run(client.run({"ACL", "SETUSER", "default", "resetchannels"}));
  const auto listener = this->listener(to({"news"}));
  ASSERT_TRUE(soon([&] { return listener->trouble().contains("NOPERM"); })) << listener->trouble();
  run(client.run({"ACL", "SETUSER", "default", "allchannels"}));
  EXPECT_TRUE(soon([&] { return ready == 1; }));
}

TEST_F(Listeners, NeedSomethingToListenTo) {
  EXPECT_THROW(Subscriber(io.get_executor(), server.options(), Listening{}), std::invalid_argument);
}

}  // namespace
}  // namespace foyer::redis
