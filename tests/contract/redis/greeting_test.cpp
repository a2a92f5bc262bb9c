// Users, passwords, databases, replicas and TLS.

#include <array>

#include "tests/contract/redis/fixture.h"

namespace foyer::redis {
namespace {

Options with(Options options, std::string_view user, std::string_view password) {
  options.user = user;
  options.password = Secret{password};
  return options;
}

class Guarded : public testing::Test {
 protected:
  std::string trouble(Options options) {
    Client client{io.get_executor(), std::move(options)};
    return trouble_of(io, client.run({"SET", "key", "value"}));
  }

  boost::asio::io_context io{1};
  test::RedisServer server{{"--requirepass", "open-sesame", "--user", "foyer", "on", ">second-word", "~*", "+@all"}};
};

TEST_F(Guarded, OpensToTheRightPasswordAlone) {
  EXPECT_EQ(trouble(with(server.options(), "", "open-sesame")), "");
  EXPECT_EQ(trouble(with(server.options(), "foyer", "second-word")), "");
  EXPECT_EQ(trouble(with(server.options(), "default", "open-sesame")), "");
}

TEST_F(Guarded, SaysWhatIsWrongWithoutThePassword) {
  EXPECT_TRUE(trouble(server.options()).contains("asks for a password"));
  const std::array wrong{with(server.options(), "", "closed-sesame"), with(server.options(), "nobody", "closed-sesame"),
                         with(server.options(), "foyer", "")};
  for (const Options& options : wrong) {
    const std::string told = trouble(options.copy());
    EXPECT_TRUE(told.contains("WRONGPASS")) << told;
    EXPECT_FALSE(told.contains("sesame")) << told;
  }
}

TEST_F(OnRedis, WithoutPasswordToldOneSaysSo) {
  Client client_with{io.get_executor(), with(server.options(), "", "open-sesame")};
  const std::string told = trouble_of(io, client_with.run({"PING"}));
  EXPECT_TRUE(told.contains("refuses AUTH")) << told;
  EXPECT_FALSE(told.contains("sesame")) << told;
}

TEST_F(OnRedis, IsAskedForTheDatabaseAndToldOurName) {
  Options second = server.options();
  second.database = 2;
  Client elsewhere{io.get_executor(), std::move(second)};
  run(elsewhere.run({"SET", "key", "there"}));
  EXPECT_TRUE(run(client.run({"GET", "key"})).is_nil());
  EXPECT_EQ(text({"CLIENT", "GETNAME"}), "foyer");
  Options beyond = server.options();
  beyond.database = 99;
  Client nowhere{io.get_executor(), std::move(beyond)};
  EXPECT_TRUE(trouble_of(io, nowhere.run({"PING"})).contains("database 99"));
}

TEST_F(OnRedis, ThatTakesNoWritesIsRefused) {
  run(client.run({"REPLICAOF", "127.0.0.1", "1"}));
  Client other{io.get_executor(), server.options()};
  const std::string told = trouble_of(io, other.run({"PING"}));
  EXPECT_TRUE(told.contains("replica")) << told;
  run(client.run({"REPLICAOF", "NO", "ONE"}));
  EXPECT_TRUE(test::eventually([&] { return trouble_of(io, other.run({"PING"})).empty(); }));
}

TEST_F(OnRedis, WithAUserOfFewRightsServes) {
  run(client.run({"ACL", "SETUSER", "narrow", "on", ">word", "~*", "+set"}));
  Client narrow{io.get_executor(), with(server.options(), "narrow", "word")};
  EXPECT_EQ(*run(narrow.run({"SET", "key", "value"})).text(), "OK");
  EXPECT_TRUE(run(narrow.run({"GET", "key"})).failure()->text.starts_with("NOPERM"));
}

}  // namespace
}  // namespace foyer::redis
