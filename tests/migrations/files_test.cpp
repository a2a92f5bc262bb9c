// How files become migrations.
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "platform/db/migration_files.h"
#include "tests/migrations/engine.h"

namespace foyer::test {
namespace {

using Files = std::vector<db::MigrationFile>;

TEST(MigrationFiles, ArePairedAndOrderedByNumber) {
  const Files files{{"0010_z.up.sql", "up 10"},
                    {"0010_z.down.sql", "down 10"},
                    {"0002_a_b.down.sql", "down 2"},
                    {"0002_a_b.up.sql", "up 2"}};
  const auto out = db::assemble(files, db::Dialect::sqlite);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].number, 2);
  EXPECT_EQ(out[0].name, "a_b");
  EXPECT_EQ(out[0].up, "up 2");
  EXPECT_EQ(out[1].number, 10);
  EXPECT_EQ(out[1].down, "down 10");
}

TEST(MigrationFiles, ThoseForPostgresReplaceTheGeneralOnesThereAlone) {
  const Files files{{"0001_a.down.sql", "down"}, {"0001_a.postgres.up.sql", "up on postgres"}, {"0001_a.up.sql", "up"}};
  EXPECT_EQ(db::assemble(files, db::Dialect::sqlite).at(0).up, "up");
  EXPECT_EQ(db::assemble(files, db::Dialect::postgres).at(0).up, "up on postgres");
  EXPECT_EQ(db::assemble(files, db::Dialect::postgres).at(0).down, "down");
}

TEST(MigrationFiles, OutOfPatternAreRefused) {
  for (const char* name : {"1_a.up.sql", "0001_a.sql", "0001_a.up", "0001a.up.sql", "0001_.up.sql", "a.up.sql",
                           "0000_a.up.sql", "0001_a.mysql.up.sql"}) {
    EXPECT_THROW(db::assemble(Files{{name, ""}}, db::Dialect::postgres), std::logic_error) << name;
  }
}

TEST(MigrationFiles, OneNumberHasOneNameAndBothWays) {
  const Files two_names{{"0001_a.up.sql", ""}, {"0001_b.down.sql", ""}};
  EXPECT_THROW(db::assemble(two_names, db::Dialect::sqlite), std::logic_error);
  const Files one_way{{"0001_a.up.sql", ""}};
  EXPECT_THROW(db::assemble(one_way, db::Dialect::sqlite), std::logic_error);
}

TEST_F(MigrationEngine, ThoseBuiltInGoUpDownAndUpAgain) {
  auto migrator = knowing(built_in());
  const auto up = upgrade(migrator, "head");
  ASSERT_TRUE(up);
  EXPECT_EQ(applied(migrator), *up);
  const auto whole = tables();
  ASSERT_TRUE(downgrade(migrator, "base"));
  // SQLite keeps its own table of AUTOINCREMENT counters.
  EXPECT_TRUE(tables() == "" || tables() == "sqlite_sequence") << tables();
  EXPECT_EQ(upgrade(migrator, "head").value(), *up);
  EXPECT_EQ(tables(), whole);
}

}  // namespace
}  // namespace foyer::test
