// What survives killed workers and a Redis that goes.

#include <signal.h>

#include <fmt/format.h>

#include <algorithm>

#include "platform/celery/names.h"
#include "tests/contract/celery/fixture.h"

namespace foyer::celery {
namespace {

class Crash : public CeleryTest {
 protected:
  explicit Crash(Words redis_arguments = {}) : CeleryTest{std::move(redis_arguments)} {}

  std::string file() const { return (folder.path() / "mark").string(); }
  std::int64_t lines(const std::string& suffix) const {
    const std::string text = test::read_file(file() + suffix);
    return std::ranges::count(text, '\n');
  }
  void send_mark(const std::string& id, int ms) {
    ask({"LPUSH", "celery", message("probe.mark", id, fmt::format(R"(["{}",{}])", file(), ms))});
  }
};

class CrashOfDurableRedis : public Crash {
 protected:
  CrashOfDurableRedis() : Crash{{"--appendonly", "yes", "--appendfsync", "always"}} {}
};

TEST_F(Crash, OfAWorkerLeavesItsTaskToTheNext) {
  const auto first = worker({"visibility=1"});
  send_mark("crashed", 60'000);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  first->signal(SIGKILL);
  first->wait();
  EXPECT_EQ(number({"HLEN", "unacked"}), 1);
  // The message says how long its task takes, so the second try ends at once.
  const std::string entry = *ask({"HVALS", "unacked"}).array()->front().text();
  const auto second = worker({"visibility=1", "sweep_ms=200", "renew_ms=200"});
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 2; })) << second->err();
  EXPECT_EQ(test::read_file(file() + ".begun"), "1\n2\n") << "the second delivery knows that it is one";
  EXPECT_TRUE(entry.starts_with("[{")) << entry;
}

TEST_F(Crash, DoesNotDoTwiceWhatAHandlerKnowsToBeDone) {
  const auto first = worker({"visibility=1"});
  send_mark("twice", 300);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  first->signal(SIGKILL);
  first->wait();
  const auto second = worker({"visibility=1", "sweep_ms=200"});
  ASSERT_TRUE(ends_as("twice", "SUCCESS"));
  EXPECT_EQ(lines(".begun"), 2);
  EXPECT_EQ(lines(".done"), 1);
  EXPECT_EQ(number({"EXISTS", "unacked", "unacked_index"}), 0);
}

TEST_F(Crash, IsNotAssumedOfAWorkerThatIsSlow) {
  const auto slow = worker({"node=foyer@slow", "visibility=2", "renew_ms=200"});
  send_mark("slow", 5000);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  const auto sweeper = worker({"node=foyer@sweeper", "visibility=2", "sweep_ms=100"});
  ASSERT_TRUE(ends_as("slow", "SUCCESS"));
  EXPECT_EQ(lines(".begun"), 1);
}

TEST_F(Crash, EndsUpAmongTheDeadWhenItComesAgainAndAgain) {
  std::string raw = message("probe.noop", "deadly");
  const std::string before = R"("delivery_info":{)";
  raw.insert(raw.find(before) + before.size(), R"("redelivered":true,)");
  const auto tag_at = raw.find(R"("delivery_tag":")") + 16;
  const std::string tag = raw.substr(tag_at, 36);
  ask({"SET", "celery.deliveries:" + tag, "4"});
  ask({"LPUSH", "celery", raw});
  const auto process = worker();
  ASSERT_TRUE(ends_as("deadly", "FAILURE"));
  EXPECT_NE(text({"GET", result_key("deadly")}).find("DeliveriesExhausted"), std::string::npos);
  EXPECT_EQ(text({"LINDEX", "celery.dead", "0"}), raw);
  EXPECT_EQ(number({"EXISTS", "unacked"}), 0);
}

TEST_F(Crash, OfRedisIsWaitedOut) {
  const auto process = worker();
  ask({"LPUSH", "celery", message("probe.noop", "before")});
  ASSERT_TRUE(ends_as("before", "SUCCESS"));
  server.kill();
  ASSERT_TRUE(test::eventually([&] { return process->err().find("waits for Redis") != std::string::npos; }));
  server.start();
  ask({"LPUSH", "celery", message("probe.noop", "after")});
  ASSERT_TRUE(ends_as("after", "SUCCESS")) << process->err();
  EXPECT_TRUE(test::eventually([&] { return number({"EXISTS", "_kombu.binding.celery"}) == 1; }));
  const boost::json::value ping = python({"start", "probe.noop"});
  EXPECT_TRUE(ends_as(ping.as_string().c_str(), "SUCCESS"));
}

TEST_F(Crash, IsNotWhatAFrozenRedisLooksLike) {
  const auto process = worker();
  ask({"LPUSH", "celery", message("probe.noop", "before")});
  ASSERT_TRUE(ends_as("before", "SUCCESS"));
  server.freeze();
  // Its request to reserve lies in Redis' hands and is carried out when nobody waits for the answer any more.
  ASSERT_TRUE(test::eventually([&] { return process->err().find("waits for Redis") != std::string::npos; }));
  server.thaw();
  for (const auto* id : {"one", "two", "three"}) ask({"LPUSH", "celery", message("probe.noop", id)});
  for (const auto* id : {"one", "two", "three"}) EXPECT_TRUE(ends_as(id, "SUCCESS")) << id << process->err();
}

TEST_F(CrashOfDurableRedis, LosesNoResultOfWhatEndedMeanwhile) {
  const auto process = worker();
  send_mark("meanwhile", 300);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  server.kill();
  ASSERT_TRUE(test::eventually([&] { return lines(".done") == 1; }));
  server.start();
  ASSERT_TRUE(ends_as("meanwhile", "SUCCESS")) << process->err();
  EXPECT_EQ(lines(".begun"), 1);
  EXPECT_TRUE(test::eventually([&] { return number({"EXISTS", "unacked"}) == 0; }));
}

TEST_F(Crash, IsNoneWhenAWorkerIsAskedToStop) {
  const auto process = worker({"concurrency=1"});
  send_mark("running", 500);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  ask({"LPUSH", "celery", message("probe.noop", "waiting")});
  ASSERT_TRUE(test::eventually([&] { return number({"HLEN", "unacked"}) == 2; }));
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(), 0) << process->err();
  EXPECT_EQ(status_of("running"), "SUCCESS");
  EXPECT_EQ(status_of("waiting"), "PENDING");
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  EXPECT_EQ(number({"EXISTS", "unacked", "unacked_index"}), 0);
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  EXPECT_TRUE(ask({"KEYS", "celery.reserved:*"}).array()->empty());
  // It never began, so being given back is no delivery.
  const auto next = worker();
  EXPECT_TRUE(ends_as("waiting", "SUCCESS"));
}

TEST_F(Crash, IsNoneEitherWhenATaskOutlivesTheLimit) {
  const auto process = worker({"limit_ms=100"});
  send_mark("long", 60'000);
  ASSERT_TRUE(test::eventually([&] { return lines(".begun") == 1; }));
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(), 0) << process->err();
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  EXPECT_NE(text({"LINDEX", "celery", "0"}).find(R"("redelivered":true)"), std::string::npos);
}

TEST_F(Crash, IsNotCausedByPoison) {
  const auto process = worker();
  const Words poison{"",
                     "not JSON",
                     "[]",
                     "null",
                     R"({"properties":{"delivery_tag":5}})",
                     R"({"headers":{},"properties":{"delivery_tag":"a"},"body":""})",
                     R"({"headers":[],"properties":{"delivery_tag":"b"},"body":7})",
                     R"({"headers":{"id":"x","task":"t"},"properties":{"delivery_tag":"c"},"body":"","body":""})",
                     std::string(5000, '['),
                     "{\"properties\":{\"delivery_tag\":\"d\"},\"x\":\"\xff\xfe\"}",
                     R"({"properties":{"delivery_tag":")" + std::string(300, 't') + R"("}})",
                     R"({"properties":{"delivery_tag":"e"},"body":")" + std::string((1 << 20) + 1, 'A') + R"("})"};
  for (const std::string& each : poison) ask({"LPUSH", "celery", each});
  ask({"LPUSH", "celery", message("probe.noop", "healthy")});
  ASSERT_TRUE(ends_as("healthy", "SUCCESS")) << process->err();
  const auto dead = [&] { return number({"LLEN", "celery.dead"}); };
  EXPECT_TRUE(test::eventually([&] { return dead() == static_cast<std::int64_t>(poison.size()); })) << dead();
  EXPECT_TRUE(test::eventually([&] { return number({"EXISTS", "unacked", "unacked_index"}) == 0; }));
}

TEST_F(Crash, IsNotCausedByPoisonOnTheChannels) {
  const auto process = worker({"node=foyer@tough"});
  ASSERT_TRUE(test::eventually([&] { return number({"PUBLISH", control_channel(0), "hello?"}) == 1; }));
  for (const auto* each : {"", "[]", "{}", R"({"headers":{},"properties":{},"body":"e30="})", "\xff"}) {
    ask({"PUBLISH", control_channel(0), each});
  }
  ask({"LPUSH", "celery", message("probe.noop", "healthy")});
  EXPECT_TRUE(ends_as("healthy", "SUCCESS")) << process->err();
}

TEST_F(Crash, IsNoneWhenTheQueueIsSomethingElse) {
  ask({"SET", "celery", "a text"});
  const auto process = worker();
  ASSERT_TRUE(test::eventually([&] { return process->err().find("WRONGTYPE") != std::string::npos; }));
  ask({"DEL", "celery"});
  ask({"LPUSH", "celery", message("probe.noop", "healthy")});
  EXPECT_TRUE(ends_as("healthy", "SUCCESS")) << process->err();
}

TEST_F(Crash, LosesNoMessageWhereTheBooksAreSomethingElse) {
  ask({"SET", "unacked_index", "a text"});
  ask({"LPUSH", "celery", message("probe.noop", "kept")});
  const auto process = worker();
  ASSERT_TRUE(test::eventually([&] { return process->err().find("WRONGTYPE") != std::string::npos; }));
  EXPECT_EQ(number({"LLEN", "celery"}), 1);
  ask({"DEL", "unacked_index"});
  EXPECT_TRUE(ends_as("kept", "SUCCESS")) << process->err();
}

}  // namespace
}  // namespace foyer::celery
