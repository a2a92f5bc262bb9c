// Refreshes that share a statement, and what a refresh costs the server.
#include <gtest/gtest.h>

#include <latch>
#include <set>
#include <thread>

#include "platform/db/migrate.h"
#include "platform/db/postgres.h"
#include "sessions/sessions.h"
#include "tests/contract/db/callers.h"
#include "tests/contract/db/run.h"
#include "tests/support/manual_clock.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

Task<bool> add_accounts(db::Tx& tx) {
  co_await tx->run(
      "INSERT INTO users (id, email, state, created_at, updated_at) VALUES "
      "(1, 'olena@example.com', 'active', 0, 0), (2, 'taras@example.com', 'active', 0, 0)");
  co_return true;
}

class RefreshOnPostgres : public testing::Test {
 protected:
  RefreshOnPostgres() {
    db::Migrator migrator{*db_, clock_, db::built_in_migrations(db::Dialect::postgres)};
    EXPECT_TRUE(run(migrator.upgrade(db::MigrationTarget::parse("head").value())));
    run(db_->transact(&add_accounts));
  }

  Ticket open(std::int64_t user) {
    return run(db_->transact(sessions_, &Sessions::open, NewSession{UserId{user}, Client{}, {}}));
  }
  /// As a request does: what was read, then the step.
  Task<Refresh> rotate(std::string token) {
    auto presented = co_await sessions_.present(*db_, std::move(token));
    co_return co_await sessions_.rotate(*db_, std::move(presented.value()), "192.0.2.7");
  }
  std::string ask(const std::string& sql) const { return place_.ask(sql); }

  PostgresDatabase place_;
  ManualClock clock_;
  crypto::SystemRandom random_;
  Sessions sessions_{{}, Secret{std::string(32, 'k')}, clock_, random_};
  std::unique_ptr<db::Database> db_ = db::open_postgres({.url = Secret{place_.url()}, .timeout = 2s});
};

TEST(T2, ARefreshThatADatabaseDidNotAnswerCanStillBeRepeated) {
  EXPECT_LE(db::PostgresOptions{}.timeout + db::way_there_and_back + 2s, SessionPolicy{}.reuse_leeway)
      << "one that was stored nevertheless would be taken for a theft";
}

TEST_F(RefreshOnPostgres, OfOneTokenPresentedManyTimesAtOnceOneRotates) {
  const Ticket shared = open(1);
  Callers<Refresh> callers;
  constexpr std::size_t devices = 4;
  constexpr std::size_t tabs = 8;
  for (std::size_t device = 0; device < devices; ++device) callers.start(rotate(open(2).refresh_token));
  for (std::size_t tab = 0; tab < tabs; ++tab) callers.start(rotate(shared.refresh_token));
  callers.finish();
  std::set<std::string> successors;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < callers.size(); ++i) {
    const Refresh refresh = callers.value(i);
    if (refresh.outcome == Refresh::Outcome::rotated) successors.insert(refresh.ticket.refresh_token);
    refused += refresh.outcome == Refresh::Outcome::refused;
  }
  EXPECT_EQ(successors.size(), devices + 1);
  EXPECT_EQ(refused, tabs - 1);
  EXPECT_EQ(ask("SELECT count(*) FROM sessions WHERE generation = 2"), std::to_string(devices + 1));
  EXPECT_EQ(ask("SELECT count(DISTINCT CAST(xmin AS TEXT)) FROM sessions"), "1") << "they share a commit";
}

TEST_F(RefreshOnPostgres, AStepFromAGenerationThatHasPassedIsRefused) {
  const Ticket first = open(1);
  const Ticket other = open(2);
  auto read_before = run(sessions_.present(*db_, first.refresh_token));
  EXPECT_EQ(run(rotate(first.refresh_token)).outcome, Refresh::Outcome::rotated);
  Callers<Refresh> callers;
  callers.start(sessions_.rotate(*db_, std::move(read_before.value()), "192.0.2.7"));
  callers.start(rotate(other.refresh_token));
  callers.finish();
  EXPECT_EQ(callers.value(0).outcome, Refresh::Outcome::refused);
  EXPECT_EQ(callers.value(1).outcome, Refresh::Outcome::rotated);
  EXPECT_EQ(ask("SELECT max(generation) FROM sessions"), "2");
}

TEST_F(RefreshOnPostgres, AnAccountThatIsNotActiveHoldsUpNobody) {
  const Ticket active = open(1);
  const Ticket banned = open(2);
  auto read_before = run(sessions_.present(*db_, banned.refresh_token));
  place_.run("UPDATE users SET state = 'disabled' WHERE id = 2");
  Callers<Refresh> callers;
  callers.start(sessions_.rotate(*db_, std::move(read_before.value()), "192.0.2.7"));
  callers.start(rotate(active.refresh_token));
  callers.finish();
  EXPECT_EQ(callers.value(0).outcome, Refresh::Outcome::refused);
  EXPECT_EQ(callers.value(1).outcome, Refresh::Outcome::rotated);
}

struct Hold {
  std::latch held{1};
  std::latch leave{1};
};

Task<bool> hold(db::Tx& tx, SessionId session, Hold* at) {
  co_await tx.lock("SELECT id FROM sessions WHERE id = $1", session);
  at->held.count_down();
  at->leave.wait();
  co_return true;
}

TEST_F(RefreshOnPostgres, ASessionThatSomebodyHoldsKeepsNoOtherWaiting) {
  const Ticket busy = open(1);
  const Ticket idle = open(2);
  Hold at;
  const std::jthread holder{[&] { run(db_->transact(&hold, busy.session, &at)); }};
  at.held.wait();
  Callers<Refresh> callers;
  callers.start(rotate(busy.refresh_token));
  callers.start(rotate(idle.refresh_token));
  callers.finish();
  at.leave.count_down();
  EXPECT_EQ(callers.value(0).outcome, Refresh::Outcome::refused);
  EXPECT_EQ(callers.value(1).outcome, Refresh::Outcome::rotated);
}

TEST_F(RefreshOnPostgres, ARefreshTouchesNoIndexButOnceADay) {
  std::string token = open(1).refresh_token;
  // The first and the fourth cross the end of a day since the login.
  for (const std::chrono::hours later : {1h, 12h, 11h, 1h, 1h}) {
    clock_.advance(later);
    token = run(rotate(token)).ticket.refresh_token;
  }
  // A connection tells what it did when it ends, and not at once.
  db_.reset();
  const std::string changed = "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'sessions'";
  while (ask(changed) != "5") std::this_thread::yield();
  EXPECT_EQ(ask("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'sessions'"), "3");
}

}  // namespace
}  // namespace foyer::test
