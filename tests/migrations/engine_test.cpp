// The engine: up, down and part of the way; whole or not at all; never over a database it does not understand.
#include "tests/migrations/engine.h"

#include <algorithm>
#include <array>
#include <latch>
#include <thread>

#include "platform/db/errors.h"

namespace foyer::test {
namespace {

Task<std::int64_t> forget_first(db::Tx& tx) {
  co_return co_await tx->run("DELETE FROM schema_migrations WHERE number = 1");
}

void expect_conflict(const Result<Done>& answer, std::string_view advice) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::conflict);
  EXPECT_NE(answer.error().detail.find(advice), std::string::npos) << answer.error().detail;
}

TEST_F(MigrationEngine, AFreshDatabaseHasNoHistoryAndNothingToComplainAbout) {
  auto migrator = knowing(three());
  EXPECT_TRUE(run(migrator.history()).empty());
  EXPECT_TRUE(run(migrator.check()));
  EXPECT_EQ(migrator.head(), 4);
}

TEST_F(MigrationEngine, HeadAppliesAllInOrderAndOnce) {
  auto migrator = knowing(three());
  EXPECT_EQ(upgrade(migrator, "head").value(), (Numbers{1, 2, 4}));
  EXPECT_EQ(tables(), "apples bears cats");
  EXPECT_EQ(upgrade(migrator, "head").value(), Numbers{});
  EXPECT_TRUE(run(migrator.check()));
}

TEST_F(MigrationEngine, HistoryIsNewestFirstAndSaysWhatWasAppliedWhen) {
  auto migrator = knowing(three());
  ASSERT_TRUE(upgrade(migrator, "2"));
  const auto history = run(migrator.history());
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].number, 2);
  EXPECT_EQ(history[0].name, "bears");
  EXPECT_EQ(history[0].applied_at, clock_.now());
  EXPECT_EQ(history[1].number, 1);
  // printf 'CREATE TABLE apples (id INTEGER)' | sha256sum
  EXPECT_EQ(history[1].checksum, "be87d58f9ff2793f816907e89ae4353c47b0747772100c00d6b82bec197afb7c");
}

TEST_F(MigrationEngine, BaseRevertsAllInReverse) {
  auto migrator = knowing(three());
  ASSERT_TRUE(upgrade(migrator, "head"));
  EXPECT_EQ(downgrade(migrator, "base").value(), (Numbers{4, 2, 1}));
  EXPECT_EQ(tables(), "");
  EXPECT_EQ(upgrade(migrator, "head").value(), (Numbers{1, 2, 4}));
}

TEST_F(MigrationEngine, RelativeTargetsCountMigrationsNotNumbers) {
  auto migrator = knowing(three());
  EXPECT_EQ(upgrade(migrator, "+2").value(), (Numbers{1, 2}));
  EXPECT_EQ(upgrade(migrator, "+1").value(), Numbers{4});
  EXPECT_EQ(downgrade(migrator, "-1").value(), Numbers{4});
  EXPECT_EQ(downgrade(migrator, "-2").value(), (Numbers{2, 1}));
}

TEST_F(MigrationEngine, ANumberIsWhereItStops) {
  auto migrator = knowing(three());
  EXPECT_EQ(upgrade(migrator, "0002").value(), (Numbers{1, 2}));
  EXPECT_EQ(upgrade(migrator, "2").value(), Numbers{});
  EXPECT_EQ(downgrade(migrator, "1").value(), Numbers{2});
  EXPECT_EQ(downgrade(migrator, "0").value(), Numbers{1});
}

TEST_F(MigrationEngine, TargetsThatLieElsewhereAreRefused) {
  auto migrator = knowing(three());
  ASSERT_TRUE(upgrade(migrator, "2"));
  for (const char* target : {"base", "-1", "3", "9", "1", "+2"}) EXPECT_FALSE(upgrade(migrator, target)) << target;
  for (const char* target : {"head", "+1", "3", "9", "4", "-3"}) EXPECT_FALSE(downgrade(migrator, target)) << target;
  EXPECT_EQ(applied(migrator), (Numbers{1, 2}));
}

TEST_F(MigrationEngine, WordsThatAreNoTargetAreRefused) {
  for (const char* text : {"", "+", "-", "heads", "1x", "+-1", "99999", "-99999999999999", " 1"}) {
    EXPECT_FALSE(db::MigrationTarget::parse(text)) << text;
  }
}

TEST_F(MigrationEngine, ABadStatementInTheMiddleLeavesItsVersionUndone) {
  auto known = three();
  known[1].up = "CREATE TABLE bears (id INTEGER); CREATE TABL typo (id INTEGER); CREATE TABLE more (id INTEGER);";
  auto broken = knowing(known);
  try {
    const auto answer = upgrade(broken, "head");
    FAIL() << "was not refused";
  } catch (const std::logic_error& failure) {
    EXPECT_NE(std::string_view{failure.what()}.find("TABL typo"), std::string_view::npos) << failure.what();
  }
  EXPECT_EQ(tables(), "apples");
  EXPECT_EQ(applied(broken), Numbers{1});
  auto mended = knowing(three());
  EXPECT_EQ(upgrade(mended, "head").value(), (Numbers{2, 4}));
}

TEST_F(MigrationEngine, ABadWayDownLeavesItsVersionApplied) {
  auto known = three();
  known[2].down = "DROP TABLE cats; DROP TABLE dogs;";
  auto migrator = knowing(known);
  ASSERT_TRUE(upgrade(migrator, "head"));
  EXPECT_THROW(static_cast<void>(downgrade(migrator, "-1")), std::logic_error);
  EXPECT_EQ(tables(), "apples bears cats");
  EXPECT_EQ(applied(migrator), (Numbers{1, 2, 4}));
}

TEST_F(MigrationEngine, AMigrationCannotCommitHalfOfItself) {
  auto known = three();
  known[1].up = "CREATE TABLE bears (id INTEGER); COMMIT; BEGIN; CREATE TABLE more (id INTEGER);";
  auto migrator = knowing(known);
  EXPECT_THROW(static_cast<void>(upgrade(migrator, "head")), std::logic_error);
  EXPECT_EQ(tables(), "apples");
}

TEST_F(MigrationEngine, AChangedTextIsRefused) {
  auto before = knowing(three());
  ASSERT_TRUE(upgrade(before, "2"));
  auto known = three();
  known[0].up = "CREATE TABLE apples (id INTEGER, colour TEXT)";
  auto after = knowing(known);
  expect_conflict(run(after.check()), "Migration 1 (apples)");
  EXPECT_FALSE(upgrade(after, "head"));
  EXPECT_FALSE(downgrade(after, "base"));
  EXPECT_EQ(tables(), "apples bears");
}

TEST_F(MigrationEngine, AMendedWayDownIsNoChange) {
  auto before = knowing(three());
  ASSERT_TRUE(upgrade(before, "1"));
  auto known = three();
  known[0].down = "DROP TABLE IF EXISTS apples";
  auto after = knowing(known);
  EXPECT_TRUE(run(after.check()));
}

TEST_F(MigrationEngine, ANewerDatabaseIsRefusedAndSaysHowToGoBack) {
  auto newer = knowing(three());
  ASSERT_TRUE(upgrade(newer, "head"));
  auto known = three();
  known.pop_back();
  auto older = knowing(known);
  expect_conflict(run(older.check()), "migrate downgrade 2");
  EXPECT_FALSE(upgrade(older, "head"));
  EXPECT_FALSE(downgrade(older, "-1"));
  auto knows_nothing = knowing({});
  expect_conflict(run(knows_nothing.check()), "start the newer binary");
}

Task<Done> make_foreign_table(db::Tx& tx) {
  co_await tx->run("CREATE TABLE users (id INTEGER)");
  co_return Done{};
}

TEST_F(MigrationEngine, ADatabaseOfAnotherProgramIsLeftAlone) {
  run(db().transact(&make_foreign_table));
  auto migrator = knowing(three());
  const auto refused = upgrade(migrator, "head");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_NE(refused.error().detail.find("holds table users"), std::string::npos) << refused.error().detail;
  EXPECT_EQ(tables(), "users");
}

TEST_F(MigrationEngine, AGapIsRefused) {
  auto migrator = knowing(three());
  ASSERT_TRUE(upgrade(migrator, "2"));
  EXPECT_EQ(run(db().transact(&forget_first)), 1);
  expect_conflict(run(migrator.check()), "Migration 1 (apples) is not applied");
}

TEST_F(MigrationEngine, AStoredMigrationThatIsUnknownIsRefused) {
  auto with_bears = knowing(three());
  ASSERT_TRUE(upgrade(with_bears, "2"));
  auto known = three();
  known.erase(known.begin() + 1);
  auto without = knowing(known);
  expect_conflict(run(without.check()), "migration 2 (bears), which this binary does not know");
}

TEST_F(MigrationEngine, ProcessesThatStartTogetherMigrateOnce) {
  constexpr int racers = 4;
  std::array<Numbers, racers> walked;
  std::latch start{racers};
  {
    std::vector<std::jthread> threads;
    for (Numbers& mine : walked) {
      threads.emplace_back([&] {
        const auto own = open();
        db::Migrator migrator{*own, clock_, three()};
        start.arrive_and_wait();
        mine = run(migrator.upgrade({db::MigrationTarget::Kind::head})).value();
      });
    }
  }
  Numbers all;
  for (const Numbers& mine : walked) all.insert(all.end(), mine.begin(), mine.end());
  std::ranges::sort(all);
  EXPECT_EQ(all, (Numbers{1, 2, 4}));
  EXPECT_EQ(tables(), "apples bears cats");
}

}  // namespace
}  // namespace foyer::test
