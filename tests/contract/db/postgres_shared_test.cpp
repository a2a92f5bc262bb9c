// What a statement that callers share meets on a server: locks, slowness, death.
#include <latch>
#include <thread>

#include "platform/db/postgres.h"
#include "platform/db/statistics.h"
#include "tests/contract/db/callers.h"
#include "tests/contract/db/contract.h"
#include "tests/contract/db/shared_statements.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t rows = 8;

Task<bool> make_rows(db::Tx& tx) {
  co_await make_notes(tx, db::Dialect::postgres);
  for (std::int64_t id = 1; id <= rows; ++id) co_await add_numbered(tx, id, 0);
  co_return true;
}

class SharedOnPostgres : public testing::Test {
 protected:
  SharedOnPostgres() { run(db().transact(&make_rows)); }

  db::Database& db() const { return *db_; }
  const PostgresDatabase& place() const { return place_; }
  void reopen(db::PostgresOptions options) {
    options.url = Secret{place_.url()};
    db_ = db::open_postgres(std::move(options));
  }

 private:
  PostgresDatabase place_;
  std::unique_ptr<db::Database> db_ = db::open_postgres({.url = Secret{place_.url()}});
};

TEST_F(SharedOnPostgres, ThoseWhoAskAtOneMomentShareOneStatementAndOneCommit) {
  Callers<std::int64_t> callers;
  for (std::int64_t id = 1; id <= rows; ++id) callers.start(raise_note(db(), id, 0));
  const std::uint64_t before = db::statistics().statements;
  callers.finish();
  EXPECT_EQ(db::statistics().statements - before, 1U);
  for (std::size_t i = 0; i < callers.size(); ++i) EXPECT_EQ(callers.value(i), 1);
  EXPECT_EQ(place().ask("SELECT count(DISTINCT CAST(xmin AS TEXT)) FROM notes"), "1");
  EXPECT_EQ(place().ask("SELECT sum(number) FROM notes"), std::to_string(rows));
}

Task<bool> hold_first_row(db::Tx& tx, std::latch* held, std::latch* leave) {
  co_await tx.lock("SELECT id FROM notes WHERE id = 1");
  held->count_down();
  leave->wait();
  co_return true;
}

TEST_F(SharedOnPostgres, ARowThatSomebodyHoldsIsNotWaitedFor) {
  reopen({.url = {}, .timeout = 500ms});
  std::latch held{1};
  std::latch leave{1};
  const std::jthread holder{[&] { run(db().transact(&hold_first_row, &held, &leave)); }};
  held.wait();
  Callers<std::int64_t> callers;
  for (const std::int64_t id : {1, 2}) callers.start(raise_note(db(), id, 0));
  callers.finish();
  leave.count_down();
  EXPECT_EQ(callers.value(0), 0);
  EXPECT_EQ(callers.value(1), 1);
}

constexpr db::SharedSql raising_slowly{
    "",
    "UPDATE notes SET number = notes.number + 1 FROM unnest($1::BIGINT[]) WITH ORDINALITY AS asked (id, place) "
    "WHERE notes.id = asked.id AND 1 = (SELECT 1 FROM pg_sleep(60)) RETURNING asked.place"};

Task<std::int64_t> raise_slowly(db::Database& db, std::int64_t id) {
  co_return co_await db.run_shared(raising_slowly, id);
}

TEST_F(SharedOnPostgres, OneThatTakesTooLongIsEndedForAllAndTheNextGoes) {
  reopen({.url = {}, .pool = 1, .timeout = 50ms});
  Callers<std::int64_t> callers;
  for (const std::int64_t id : {1, 2}) callers.start(raise_slowly(db(), id));
  callers.finish();
  EXPECT_TRUE(callers.failed_with<db::Unavailable>(0));
  EXPECT_TRUE(callers.failed_with<db::Unavailable>(1));
  EXPECT_EQ(run(raise_note(db(), 1, 0)), 1);
}

TEST_F(SharedOnPostgres, ReadsThatShareAStatementCannotWrite) {
  constexpr static db::SharedSql writing{
      "",
      "UPDATE notes SET number = 1 FROM unnest($1::BIGINT[]) WITH ORDINALITY AS asked (id, place) "
      "WHERE notes.id = asked.id RETURNING asked.place"};
  const std::int64_t id = 1;
  EXPECT_ANY_THROW(run(db().first_shared<std::int64_t>(writing, id)));
  EXPECT_EQ(run(find_number(db(), 1)), 0);
}

TEST_F(SharedOnPostgres, ADatabaseThatIsClosedTellsThoseWhoWait) {
  reopen({.url = {}, .pool = 1, .timeout = 50ms});
  Callers<std::int64_t> callers;
  callers.start(raise_slowly(db(), 1));
  callers.poll();
  callers.start(raise_slowly(db(), 2));
  callers.poll();
  reopen({});
  callers.finish();
  EXPECT_TRUE(callers.failed_with<db::Unavailable>(0));
  EXPECT_TRUE(callers.failed_with<db::Unavailable>(1));
}

TEST(SharedOnADyingPostgres, NobodyIsToldThatItWasDone) {
  PostgresServer server;
  const auto db = db::open_postgres({.url = Secret{server.url("postgres")}});
  run(db->transact(&make_rows));
  Callers<std::int64_t> callers;
  for (std::int64_t id = 1; id <= rows; ++id) callers.start(raise_slowly(*db, id));
  {
    const std::jthread loop{[&] { callers.finish(); }};
    const std::string is_under_way =
        "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name = 'foyer'";
    while (server.ask("postgres", is_under_way).empty()) std::this_thread::yield();
    server.kill();
  }
  for (std::size_t i = 0; i < callers.size(); ++i) EXPECT_TRUE(callers.failed_with<db::Unavailable>(i)) << i;
  server.start_again();
  EXPECT_EQ(server.ask("postgres", "SELECT sum(number) FROM notes"), "0");
  EXPECT_EQ(run(raise_note(*db, 1, 0)), 1);
}

}  // namespace
}  // namespace foyer::test
