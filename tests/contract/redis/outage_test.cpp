// Redis is absent, restarts, stops answering, or wants something else of us.

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>

#include "tests/contract/redis/fixture.h"

namespace foyer::redis {
namespace {

using Outage = OnRedis;

TEST_F(Outage, OfNobodyListeningIsToldAtOnceAndOftenForFree) {
  server.kill();
  const std::string first = trouble_of(io, client.run({"PING"}));
  EXPECT_TRUE(first.contains("cannot be reached")) << first;
  EXPECT_TRUE(first.contains(std::to_string(server.port())));
  EXPECT_FALSE(client.healthy());
  // Within the rest after a failure nobody tries again: even a Redis that is there is not asked.
  int told = 0;
  for (int call = 0; call < 1'000; ++call) told += trouble_of(io, client.run({"PING"})) == first ? 1 : 0;
  EXPECT_EQ(told, 1'000);
}

TEST_F(Outage, EndsByItselfWhenRedisIsBack) {
  EXPECT_EQ(text({"PING"}), "PONG");
  EXPECT_TRUE(client.healthy());
  server.kill();
  ASSERT_TRUE(test::eventually([&] { return !trouble_of(io, client.run({"PING"})).empty(); }));
  EXPECT_FALSE(client.healthy());
  server.start();
  EXPECT_TRUE(test::eventually([&] { return trouble_of(io, client.run({"PING"})).empty(); }));
  EXPECT_TRUE(client.healthy());
}

TEST_F(Outage, FailsWhatWaitsWhenTheConnectionBreaks) {
  EXPECT_EQ(text({"PING"}), "PONG");
  std::string trouble = "none";
  const auto ended = [&](std::exception_ptr failure, Reply) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const Unavailable& gone) {
      trouble = gone.what();
    }
  };
  boost::asio::co_spawn(io, client.run({"BLPOP", "nothing", "0"}, std::chrono::minutes{1}), ended);
  io.poll();
  server.kill();
  while (trouble == "none" && io.run_one() > 0) continue;
  EXPECT_TRUE(trouble.contains("closed the connection")) << trouble;
}

TEST_F(Outage, OfAFrozenRedisLastsNoLongerThanTheDeadline) {
  Client hasty{io.get_executor(), impatient(server.options())};
  run(hasty.run({"SET", "key", "value"}));
  server.freeze();
  const std::string trouble = trouble_of(io, hasty.run({"GET", "key"}));
  EXPECT_TRUE(trouble.contains("did not answer in time")) << trouble;
  // From now on nobody waits, though the kernel accepts connections for it.
  for (int call = 0; call < 100; ++call) EXPECT_FALSE(trouble_of(io, hasty.run({"GET", "key"})).empty());
  server.thaw();
  EXPECT_TRUE(test::eventually([&] { return trouble_of(io, hasty.run({"PING"})).empty(); }));
  EXPECT_EQ(*run(hasty.run({"GET", "key"})).text(), "value");
}

TEST_F(Outage, OfAFrozenRedisIsNoticedWhileConnecting) {
  server.freeze();
  Client hasty{io.get_executor(), impatient(server.options())};
  const std::string trouble = trouble_of(io, hasty.run({"PING"}));
  EXPECT_TRUE(trouble.contains("no greeting")) << trouble;
  server.thaw();
  EXPECT_TRUE(test::eventually([&] { return trouble_of(io, hasty.run({"PING"})).empty(); }));
}

TEST_F(Outage, NeverHandsALateAnswerToTheNextCommand) {
  Client hasty{io.get_executor(), impatient(server.options())};
  run(hasty.run({"SET", "a", "of a"}));
  run(hasty.run({"SET", "b", "of b"}));
  server.freeze();
  EXPECT_FALSE(trouble_of(io, hasty.run({"GET", "a"})).empty());
  server.thaw();
  Reply reply;
  ASSERT_TRUE(test::eventually([&] {
    try {
      reply = run(hasty.run({"GET", "b"}));
      return true;
    } catch (const Unavailable&) {
      return false;
    }
  }));
  EXPECT_EQ(*reply.text(), "of b");
}

TEST_F(Outage, OfABlockingCommandFollowsItsOwnPatience) {
  Client hasty{io.get_executor(), impatient(server.options())};
  const Reply nothing = run(hasty.run({"BLPOP", "nothing", "0.4"}, std::chrono::seconds{10}));
  EXPECT_TRUE(nothing.is_nil());
  EXPECT_TRUE(trouble_of(io, hasty.run({"BLPOP", "nothing", "5"}, std::chrono::milliseconds{50})).contains("in time"));
}

TEST_F(Outage, OnPurposeFailsWhatWaitsAndEndsWithTheNextCommand) {
  EXPECT_EQ(text({"PING"}), "PONG");
  std::exception_ptr thrown;
  boost::asio::co_spawn(io, client.run({"BLPOP", "nothing", "0"}, std::chrono::minutes{1}),
                        [&](std::exception_ptr failure, Reply) { thrown = failure; });
  io.poll();
  client.close();
  EXPECT_FALSE(client.healthy());
  while (!thrown && io.run_one() > 0) continue;
  EXPECT_THROW(std::rethrow_exception(thrown), Unavailable);
  EXPECT_EQ(text({"PING"}), "PONG");
}

TEST_F(Outage, OfAClientDestroyedFailsWhatWaits) {
  auto brief = std::make_unique<Client>(io.get_executor(), server.options());
  std::exception_ptr thrown;
  boost::asio::co_spawn(io, brief->run({"BLPOP", "nothing", "0"}, std::chrono::minutes{1}),
                        [&](std::exception_ptr failure, Reply) { thrown = failure; });
  io.poll();
  brief.reset();
  while (!thrown && io.run_one() > 0) continue;
  EXPECT_THROW(std::rethrow_exception(thrown), Unavailable);
}

TEST(OutageOfContext, WithCommandsUnansweredLeaksNothing) {
  test::RedisServer server;
  server.freeze();
  boost::asio::io_context io{1};
  Client client{io.get_executor(), server.options()};
  boost::asio::co_spawn(io, client.run({"PING"}), [](std::exception_ptr, Reply) {});
  io.poll();
  EXPECT_FALSE(client.healthy());
}

TEST_F(Outage, OfANameNobodyKnowsIsTold) {
  Options options;
  options.host = "no-such-host.invalid";
  Client lost{io.get_executor(), std::move(options)};
  const std::string trouble = trouble_of(io, lost.run({"PING"}));
  EXPECT_TRUE(trouble.contains("no-such-host.invalid")) << trouble;
}

TEST_F(Outage, OfAReplyLongerThanAllowedClosesTheConnection) {
  Options narrow = server.options();
  narrow.longest_reply = 1'000;
  Client client_of_little{io.get_executor(), std::move(narrow)};
  run(client_of_little.run({"SET", "key", std::string(2'000, 'x')}));
  EXPECT_TRUE(trouble_of(io, client_of_little.run({"GET", "key"})).contains("too long"));
  EXPECT_EQ(*run(client_of_little.run({"STRLEN", "key"})).integer(), 2'000);
}

/// Answers whoever connects with the same bytes, whatever is asked.
class Impostor {
 public:
  Impostor(boost::asio::io_context& io, std::string says)
      : acceptor_{io, {boost::asio::ip::address_v4::loopback(), 0}} {
    boost::asio::co_spawn(io, serve(std::move(says)), [](std::exception_ptr) {});
  }
  Options options() const {
    Options out;
    out.port = acceptor_.local_endpoint().port();
    out.password = Secret{std::string_view{"open-sesame"}};
    return out;
  }

 private:
  Task<> serve(std::string says) {
    auto [failure, socket] = co_await acceptor_.async_accept(boost::asio::as_tuple(use_task));
    if (failure) co_return;
    co_await boost::asio::async_write(socket, boost::asio::buffer(says), boost::asio::as_tuple(use_task));
    std::array<char, 4096> heard{};
    while (true) {
      const auto [ended, count] =
          co_await socket.async_read_some(boost::asio::buffer(heard), boost::asio::as_tuple(use_task));
      if (ended) co_return;
    }
  }

  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
};

struct Claim {
  std::string says;
  std::string told;
};

TEST(Impostors, AreToldApartAndNeverMakeUsRepeatThePassword) {
  const std::array claims{
      Claim{"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak the protocol"},
      Claim{"-ERR you said open-sesame\r\n", "refuses AUTH"},
      Claim{"-WRONGPASS not open-sesame\r\n", "WRONGPASS"},
      Claim{"+OK\r\n-LOADING Redis is loading the dataset in memory\r\n*0\r\n-LOADING\r\n", "LOADING"},
      Claim{"+OK\r\n+OK\r\n*1\r\n$5\r\nslave\r\n+PONG\r\n", "takes no writes"},
      Claim{"+OK\r\n+OK\r\n*0\r\n-READONLY\r\n", "READONLY"},
      Claim{"+OK\r\n+OK\r\n*0\r\n-MASTERDOWN\r\n", "MASTERDOWN"},
      Claim{"+OK\r\n+OK\r\n*0\r\n+PONG\r\n+MORE\r\n", "does not speak the protocol"},
      Claim{"$99999999999999\r\n", "does not speak the protocol"},
  };
  for (const Claim& claim : claims) {
    boost::asio::io_context io{1};
    Impostor impostor{io, claim.says};
    Client client{io.get_executor(), impostor.options()};
    const std::string trouble = trouble_of(io, client.run({"PING"}));
    EXPECT_TRUE(trouble.contains(claim.told)) << claim.says << " -> " << trouble;
    EXPECT_FALSE(trouble.contains("sesame")) << trouble;
  }
}

}  // namespace
}  // namespace foyer::redis
