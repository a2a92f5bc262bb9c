// Replies of every kind, bytes of every kind, transactions and scripts.

#include <memory>

#include "tests/contract/redis/fixture.h"

namespace foyer::redis {
namespace {

using Commands = OnRedis;

TEST_F(Commands, AreAnsweredInEveryShapeRedisHas) {
  EXPECT_EQ(text({"SET", "key", "value"}), "OK");
  EXPECT_EQ(text({"GET", "key"}), "value");
  EXPECT_TRUE(run(client.run({"GET", "nothing"})).is_nil());
  EXPECT_EQ(*run(client.run({"INCRBY", "count", "41"})).integer(), 41);
  run(client.run({"RPUSH", "list", "a", "b"}));
  const Reply list = run(client.run({"LRANGE", "list", "0", "-1"}));
  ASSERT_NE(list.array(), nullptr);
  ASSERT_EQ(list.array()->size(), 2U);
  EXPECT_EQ(*list.array()->at(1).text(), "b");
}

TEST_F(Commands, CarryEveryByte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  bytes += "\r\n$-1\r\n";
  EXPECT_EQ(text({"SET", bytes, bytes + bytes}), "OK");
  EXPECT_EQ(text({"GET", bytes}), bytes + bytes);
  EXPECT_EQ(text({"ECHO", ""}), "");
}

TEST_F(Commands, CarryMegabytes) {
  const std::string large(std::size_t{5} << 20U, 'x');
  EXPECT_EQ(text({"SET", "large", large}), "OK");
  EXPECT_TRUE(text({"GET", "large"}) == large);
}

TEST_F(Commands, OfTheWrongTypeFailWithoutClosingAnything) {
  run(client.run({"SET", "text", "1"}));
  EXPECT_TRUE(text({"LPUSH", "text", "x"}).starts_with("-WRONGTYPE"));
  EXPECT_TRUE(client.healthy());
  EXPECT_EQ(text({"GET", "text"}), "1");
}

TEST_F(Commands, WithoutAWordAreRefusedHere) {
  EXPECT_THROW(run(client.run({})), std::invalid_argument);
  EXPECT_THROW(run(client.run_all({{"PING"}, {}})), std::invalid_argument);
  EXPECT_EQ(text({"PING"}), "PONG");
}

TEST_F(Commands, FromAnotherContextAreRefusedBeforeTheyAreMixedUp) {
  boost::asio::io_context elsewhere{1};
  EXPECT_THROW(run_on(elsewhere, client.run({"PING"})), std::logic_error);
  EXPECT_EQ(text({"PING"}), "PONG");
}

TEST_F(Commands, ArePipelinedByTenThousands) {
  std::vector<Command> commands;
  for (int at = 0; at < 10'000; ++at) commands.push_back({"ECHO", std::to_string(at)});
  const Array replies = run(client.run_all(std::move(commands)));
  ASSERT_EQ(replies.size(), 10'000U);
  for (std::size_t at = 0; at < replies.size(); ++at) ASSERT_EQ(*replies[at].text(), std::to_string(at));
}

TEST_F(Commands, OfNobodyNeedNoAnswer) { EXPECT_TRUE(run(client.run_all({})).empty()); }

Task<> count_up(Client& client, std::string name, int times) {
  for (int at = 1; at <= times; ++at) {
    Command command{"ECHO", name + std::to_string(at)};
    const Reply reply = co_await client.run(std::move(command));
    EXPECT_EQ(*reply.text(), name + std::to_string(at));
  }
}

TEST_F(Commands, OfManyCoroutinesGetTheirOwnAnswers) {
  int ended = 0;
  for (int one = 0; one < 50; ++one) {
    boost::asio::co_spawn(io, count_up(client, "of " + std::to_string(one) + ": ", 20),
                          [&](std::exception_ptr failure) {
                            EXPECT_EQ(failure, nullptr);
                            ++ended;
                          });
  }
  while (ended < 50 && io.run_one() > 0) continue;
  EXPECT_EQ(ended, 50);
  // What waited at the same moment was written together: 1,000 commands came in a few reads.
  const std::string stats = text({"INFO", "stats"});
  const auto at = stats.find("total_reads_processed:");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(std::stoi(stats.substr(at + 22)), 120);
}

TEST_F(Commands, BeyondTheMostThatMayWaitAreRefusedAtOnce) {
  Options few = server.options();
  few.most_waiting = 10;
  Client narrow{io.get_executor(), std::move(few)};
  const std::vector<Command> eleven(11, Command{"PING"});
  EXPECT_TRUE(trouble_of(io, narrow.run_all(eleven)).contains("too many commands"));
  const std::vector<Command> ten(10, Command{"PING"});
  EXPECT_EQ(run(narrow.run_all(ten)).size(), 10U);
}

using Transactions = OnRedis;

TEST_F(Transactions, AnswerWithWhatEachCommandGave) {
  const auto results = run(client.transact({{"SET", "a", "1"}, {"INCR", "a"}, {"GET", "a"}}));
  ASSERT_TRUE(results);
  ASSERT_EQ(results->size(), 3U);
  EXPECT_EQ(*results->at(1).integer(), 2);
  EXPECT_EQ(*results->at(2).text(), "2");
}

TEST_F(Transactions, GiveNothingWhenAWatchedKeyChanged) {
  run(client.run({"WATCH", "key"}));
  Client other{io.get_executor(), server.options()};
  run(other.run({"SET", "key", "theirs"}));
  EXPECT_FALSE(run(client.transact({{"SET", "key", "ours"}})));
  EXPECT_EQ(text({"GET", "key"}), "theirs");
}

TEST_F(Transactions, WithACommandThatCannotBeQueuedChangeNothingAndSayWhy) {
  const auto results = run(client.transact({{"SET", "key", "1"}, {"NOSUCHCOMMAND"}}));
  ASSERT_TRUE(results);
  ASSERT_EQ(results->size(), 1U);
  ASSERT_NE(results->front().failure(), nullptr);
  EXPECT_TRUE(results->front().failure()->text.contains("unknown command"));
  EXPECT_TRUE(run(client.run({"GET", "key"})).is_nil());
}

TEST_F(Transactions, KeepWhatWorkedBesideWhatFailed) {
  const auto results = run(client.transact({{"SET", "text", "x"}, {"INCR", "text"}}));
  ASSERT_TRUE(results);
  EXPECT_EQ(*results->at(0).text(), "OK");
  EXPECT_NE(results->at(1).failure(), nullptr);
}

TEST_F(Transactions, OfNothingAreDone) { EXPECT_TRUE(run(client.transact({}))->empty()); }

using Scripts = OnRedis;

TEST_F(Scripts, AreSentInFullWhenRedisDoesNotKnowThem) {
  const Script script{"return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}"};
  for (const std::int64_t count : {1, 2}) {
    const Reply reply = run(client.eval(script, {"key"}, {"word"}));
    ASSERT_NE(reply.array(), nullptr);
    EXPECT_EQ(*reply.array()->at(0).text(), "key");
    EXPECT_EQ(*reply.array()->at(1).text(), "word");
    EXPECT_EQ(*reply.array()->at(2).integer(), count);
  }
  run(client.run({"SCRIPT", "FLUSH"}));
  EXPECT_EQ(*run(client.eval(script, {"key"}, {"word"})).array()->at(2).integer(), 3);
}

TEST_F(Scripts, ThatFailSaySo) {
  const Script script{"return redis.error_reply('CUSTOM is what it says')"};
  const Reply reply = run(client.eval(script, {}, {}));
  ASSERT_NE(reply.failure(), nullptr);
  EXPECT_EQ(reply.failure()->text, "CUSTOM is what it says");
}

}  // namespace
}  // namespace foyer::redis
