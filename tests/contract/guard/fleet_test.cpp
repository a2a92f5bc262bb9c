// A guard whose fleet counts in Redis: the same limits for every server, and the answers of one that counts alone.
#include <gtest/gtest.h>

#include "guard/guard.h"
#include "platform/db/migrate.h"
#include "platform/db/sqlite.h"
#include "tests/support/manual_clock.h"
#include "tests/support/redis_server.h"
#include "tests/support/run_on.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

const Secret& key() {
  static const Secret one{std::string(32, 'k')};
  return one;
}

/// What the servers of a fleet share.
struct House {
  House() {
    db::Migrator migrator{*db, clock, db::built_in_migrations(db::Dialect::sqlite)};
    if (!run_on(io, migrator.upgrade({db::MigrationTarget::Kind::head}))) throw std::runtime_error{"no schema"};
  }

  boost::asio::io_context io{1};
  ManualClock clock;
  crypto::SystemRandom random;
  TempFolder folder;
  RedisServer redis;
  std::unique_ptr<db::Database> db = db::open_sqlite({.file = folder.path() / "foyer.db"});
};

struct Server {
  explicit Server(House& at) : house{at} {}

  Result<Admission> log_in(const std::string& source, const std::string& email = "olena@example.com") {
    return run_on(house.io, guard.admit_login(*Email::from(email), client(source)));
  }
  std::optional<Error> enrol(const std::string& source) {
    return run_on(house.io, guard.admit_registration(client(source)));
  }
  std::optional<Error> mail(const std::string& kind, const std::string& email) {
    return run_on(house.io, guard.admit_mail(kind, *Email::from(email), client("203.0.113.7")));
  }
  std::optional<Error> ask_for_mail(const std::string& source, const std::string& kind, const std::string& email) {
    return run_on(house.io, guard.admit_mail_request(kind, *Email::from(email), client(source)));
  }
  std::optional<Error> try_token(const std::string& source) {
    return run_on(house.io, guard.admit_token_try(client(source)));
  }
  /// The password of an admitted login was wrong.
  Counted note_wrong(Admission admission) {
    return run_on(house.io, house.db->transact(guard, &Guard::count_wrong, std::move(admission.trial)));
  }

  static Client client(const std::string& source) { return {source, "Cinema test/1.0", "1"}; }

  House& house;
  Limits limits{key().copy(), house.clock};
  Guesses guesses{{}, key().copy(), house.clock};
  Devices devices{key().copy(), house.clock};
  Audit audit{key().copy(), house.clock, house.random};
  SharedLimits shared{house.redis.options(), key().copy(), house.clock};
  Guard guard{{}, {*house.db, limits, guesses, devices, audit, &shared}};
};

class FleetGuard : public testing::Test {
 protected:
  std::int64_t refusals_in_the_trail() {
    const auto find = +[](db::Conn& conn) -> Task<std::optional<std::int64_t>> {
      co_return co_await conn.first<std::int64_t>(
          "SELECT count(*) FROM audit_events WHERE kind = 'excess_rate_limit_exceeded'");
    };
    return run_on(house.io, house.db->read(find)).value();
  }

  House house;
  Server here{house};
  Server there{house};
};

TEST_F(FleetGuard, SixtyLoginsOfOneSourceWhicheverServerTheyReach) {
  for (int i = 0; i < 30; ++i) {
    const std::string email = "viewer" + std::to_string(i) + "@example.com";
    EXPECT_TRUE(here.log_in("203.0.113.7", email)) << i;
    EXPECT_TRUE(there.log_in("203.0.113.7", email)) << i;
  }
  for (Server* server : {&here, &there}) {
    const auto refused = server->log_in("203.0.113.7", "another@example.com");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::too_many_attempts);
    EXPECT_GT(refused.error().retry_after, 0s);
    EXPECT_LE(refused.error().retry_after, 15min);
  }
  EXPECT_TRUE(there.log_in("203.0.113.8", "another@example.com"));
  EXPECT_EQ(refusals_in_the_trail(), 1) << "the first of a window, and no other";
}

TEST_F(FleetGuard, GuessesAtAnAddressCountInTheDatabaseAsEver) {
  for (int i = 0; i < 10; ++i) {
    Server& server = i % 2 == 0 ? here : there;
    auto admission = server.log_in("203.0.113." + std::to_string(i));
    ASSERT_TRUE(admission) << i;
    EXPECT_FALSE(server.note_wrong(std::move(*admission)).refusal) << i;
  }
  EXPECT_FALSE(here.log_in("203.0.113.99"));
  EXPECT_FALSE(there.log_in("203.0.113.99"));
  house.clock.advance(30s);
  EXPECT_TRUE(there.log_in("203.0.113.99"));
}

TEST_F(FleetGuard, RegistrationsMailAndTokensHaveTheirOwnLimits) {
  for (int i = 0; i < 10; ++i) {
    Server& server = i % 2 == 0 ? here : there;
    EXPECT_FALSE(server.enrol("203.0.113.7")) << i;
  }
  EXPECT_TRUE(here.enrol("203.0.113.7"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE((i % 2 == 0 ? here : there).mail("register", "olena@example.com")) << i;
  EXPECT_TRUE(there.mail("register", "olena@example.com"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(here.ask_for_mail("203.0.113.7", "reset_password", "olena@example.com")) << i;
  }
  EXPECT_TRUE(there.ask_for_mail("198.51.100.1", "reset_password", "olena@example.com"));
  EXPECT_FALSE(there.ask_for_mail("198.51.100.1", "activate", "olena@example.com"));
  for (int i = 0; i < 30; ++i) EXPECT_FALSE(here.try_token("203.0.113.7")) << i;
  EXPECT_TRUE(there.try_token("203.0.113.7"));
}

TEST_F(FleetGuard, WithoutRedisEachServerLimitsOnItsOwn) {
  house.redis.kill();
  for (int i = 0; i < 30; ++i) EXPECT_FALSE(here.try_token("203.0.113.7")) << i;
  EXPECT_TRUE(here.try_token("203.0.113.7"));
  EXPECT_FALSE(there.try_token("203.0.113.7"));
}

}  // namespace
}  // namespace foyer::test
