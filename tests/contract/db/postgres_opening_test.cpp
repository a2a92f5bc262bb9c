// Finding a server: at the start, and again after it went away.
#include <atomic>
#include <thread>
#include <vector>

#include "platform/db/errors.h"
#include "platform/db/postgres.h"
#include "tests/contract/db/contract.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

std::string refusal_of(const std::string& url) {
  try {
    db::open_postgres({.url = Secret{std::string_view{url}}});
  } catch (const db::Unavailable& failure) {
    return failure.what();
  }
  return "opened";
}

TEST(PostgresOpening, ThatFailsSaysWhyInOneLineWithoutThePassword) {
  const PostgresDatabase place;
  const std::string host = "127.0.0.1:" + std::to_string(PostgresServer::shared().port());
  const auto expect = [](const std::string& said, std::string_view why) {
    EXPECT_TRUE(said.contains(why)) << said;
    EXPECT_FALSE(said.contains("hunter2")) << said;
    EXPECT_FALSE(said.contains('\n')) << said;
  };
  expect(refusal_of("postgresql://foyer:hunter2@" + host + "/postgres"), "password authentication failed");
  expect(refusal_of(PostgresServer::shared().url("nowhere")), "\"nowhere\" does not exist");
  expect(refusal_of("postgresql://foyer:hunter2@127.0.0.1:1/postgres"), "Connection refused");
  expect(refusal_of("postgresql://foyer:hunter2@no-such-host.invalid/postgres"), "no-such-host.invalid");
  place.run("CREATE DATABASE " + place.name() +
            "_latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
  expect(refusal_of(PostgresServer::shared().url(place.name() + "_latin")), "ENCODING 'UTF8'");
  place.run("DROP DATABASE " + place.name() + "_latin");
}

TEST(PostgresOpening, V1RefusesAServerThatSyncsNothingUnlessItsOwnerSaysThatThisIsMeant) {
  const PostgresDatabase place;
  ASSERT_EQ(PostgresServer::shared().ask(place.name(), "SHOW fsync"), "off");
  const std::string said = refusal_of(place.url() + "?options=-c%20foyer.may_lose_writes%3Doff");
  EXPECT_TRUE(said.contains("fsync = off")) << said;
  EXPECT_EQ(refusal_of(place.url()), "opened");
}

TEST(PostgresOpening, TakesAddressesOfTheOriginalSystem) {
  const PostgresDatabase place;
  std::string url = place.url();
  url.replace(0, url.find(':'), "postgresql+asyncpg");
  EXPECT_NE(db::open_postgres({.url = Secret{url + "?ssl=disable"}}), nullptr);
}

TEST(PostgresRestart, CallersFindTheServerAgainByThemselves) {
  PostgresServer server;
  server.run("postgres", "CREATE TABLE notes (id BIGINT PRIMARY KEY, words TEXT)");
  const auto db = db::open_postgres({.url = Secret{server.url("postgres")}, .pool = 4});
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> stored = 0;
  std::atomic<std::int64_t> next = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> surprised = 0;
  {
    std::vector<std::jthread> callers;
    for (int t = 0; t < 6; ++t) {
      callers.emplace_back([&] {
        while (!stop) {
          try {
            run(db->transact(&add_note, ++next, std::string{"x"}));
            ++stored;
          } catch (const db::Unavailable&) {
            ++refused;
          } catch (...) {
            ++surprised;
          }
        }
      });
    }
    const auto grows = [&](std::atomic<std::int64_t>& number) {
      const auto from = number.load();
      while (number < from + 20) std::this_thread::yield();
    };
    grows(stored);
    server.kill();
    while (refused < 20) std::this_thread::yield();
    server.start_again();
    grows(stored);
    stop = true;
  }
  EXPECT_EQ(surprised, 0);
  EXPECT_GE(std::stoll(server.ask("postgres", "SELECT count(*) FROM notes")), stored);
}

}  // namespace
}  // namespace foyer::test
