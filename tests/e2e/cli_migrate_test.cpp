#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class MigrateCommands : public House {
 protected:
  Finished migrate(std::vector<std::string> words) {
    words.insert(words.begin(), "migrate");
    return foyer(std::move(words));
  }
  std::int64_t current() { return boost::json::parse(migrate({"current", "--json"}).out).at("database").as_int64(); }
};

TEST_F(MigrateCommands, TheSchemaWalksUpAndDown) {
  ASSERT_EQ(migrate({"upgrade"}).exit_code, 0);
  const auto head = current();
  EXPECT_EQ(head, boost::json::parse(migrate({"current", "--json"}).out).at("binary").as_int64());
  ASSERT_GT(head, 1);
  EXPECT_EQ(boost::json::parse(migrate({"history", "--json"}).out).as_array().size(), static_cast<std::size_t>(head));
  EXPECT_EQ(lines_in(migrate({"history"}).out), static_cast<std::size_t>(head) + 1);
  EXPECT_EQ(migrate({"upgrade", "head"}).out, "Nothing to do.\n");

  EXPECT_EQ(migrate({"downgrade", "-1"}).exit_code, 0);
  EXPECT_EQ(current(), head - 1);
  EXPECT_EQ(migrate({"upgrade", "+1"}).exit_code, 0);
  EXPECT_EQ(current(), head);
  EXPECT_EQ(migrate({"downgrade", "1"}).exit_code, 0);
  EXPECT_EQ(current(), 1);
  EXPECT_EQ(migrate({"downgrade", "base"}).exit_code, 0);
  EXPECT_EQ(current(), 0);
  EXPECT_EQ(migrate({"upgrade", "head"}).exit_code, 0);
  start();
  EXPECT_EQ(client().get("/health/ready").status, 200);
}

TEST_F(MigrateCommands, ARevisionIsAPairOfFilesWithTheNextNumber) {
  std::filesystem::create_directory(folder() / "migrations");
  ASSERT_EQ(migrate({"revision", "-m", "Add devices: table!"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder() / "migrations" / "0001_add_devices_table.up.sql"));
  EXPECT_TRUE(std::filesystem::exists(folder() / "migrations" / "0001_add_devices_table.down.sql"));
  ASSERT_EQ(migrate({"revision", "-m", "next"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder() / "migrations" / "0002_next.up.sql"));
}

TEST_F(MigrateCommands, ImpossibleTargetsAreRefusedInOneLine) {
  for (const char* target : {"sideways", "-1", "99"}) {
    const auto refused = migrate({"upgrade", "--", target});
    EXPECT_NE(refused.exit_code, 0) << target;
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
  }
  EXPECT_EQ(migrate({"revision", "-m", "x", "--folder", "nowhere"}).exit_code, 2);
  EXPECT_EQ(migrate({"downgrade"}).exit_code, 2);
}

}  // namespace
}  // namespace foyer::test
