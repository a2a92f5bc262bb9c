// Workers and beats that cannot do their work say why in one line and do not start.

#include "tests/e2e/fleet_house.h"

namespace foyer::test {
namespace {

class BadWorker : public FleetHouse {
 protected:
  void given_a_schema() {
    const auto migrated = foyer({"migrate", "upgrade", "head"});
    ASSERT_EQ(migrated.exit_code, 0) << migrated.err;
  }
  /// Exit code 2: its unit is not to start it again.
  static void expect_one_line(const Finished& refused, const std::string& about, int exit_code = 1) {
    EXPECT_EQ(refused.exit_code, exit_code) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
    EXPECT_TRUE(refused.err.contains(about)) << refused.err;
    EXPECT_FALSE(refused.err.contains("hunter2")) << refused.err;
  }
  void expect_neither_starts(const std::string& about, int exit_code = 1) {
    expect_one_line(foyer({"worker"}), about, exit_code);
    expect_one_line(foyer({"beat"}), about, exit_code);
  }
};

TEST_F(BadWorker, WithoutRedisIsToldWhatItNeeds) {
  given_a_schema();
  settings().erase("REDIS_URL");
  expect_neither_starts("needs REDIS_URL", 2);
}

TEST_F(BadWorker, ThatDoesNotReachRedisIsRefused) {
  given_a_schema();
  settings()["REDIS_URL"] = "redis://127.0.0.1:1/0";
  expect_neither_starts("REDIS_URL: ");
}

TEST_F(BadWorker, ThatHasNoDatabaseOfRedisIsRefused) {
  given_a_schema();
  settings()["REDIS_URL"] = broker.url(99);
  expect_neither_starts("REDIS_URL: ");
}

TEST_F(BadWorker, WithAPasswordThatRedisDoesNotTakeIsRefused) {
  given_a_schema();
  settings()["REDIS_URL"] = "redis://foyer:hunter2@127.0.0.1:" + std::to_string(broker.port()) + "/0";
  expect_neither_starts("REDIS_URL: ");
}

TEST_F(BadWorker, WithAnAddressThatIsNoneHasAWrongSetting) {
  settings()["REDIS_URL"] = "http://127.0.0.1";
  for (const char* command : {"worker", "beat"}) {
    const auto refused = foyer({command});
    EXPECT_EQ(refused.exit_code, 2) << refused.err;
    EXPECT_TRUE(refused.err.contains("REDIS_URL")) << refused.err;
  }
}

TEST_F(BadWorker, WithoutAMailServerIsRefused) {
  given_a_schema();
  settings().erase("EMAIL_HOST");
  expect_one_line(foyer({"worker"}), "needs EMAIL_HOST", 2);
}

TEST_F(BadWorker, ThatDoesNotReachTheDatabaseIsRefused) {
  settings()["DATABASE_URL"] = "postgresql://foyer:hunter2@127.0.0.1:1/cinema";
  expect_one_line(foyer({"worker"}), "foyer@127.0.0.1:1/cinema");
}

TEST_F(BadWorker, WithoutASchemaIsToldHowToMakeIt) { expect_one_line(foyer({"worker"}), "foyer migrate upgrade head"); }

TEST_F(BadWorker, WithoutTheSecretOfItsServersIsRefused) {
  given_a_schema();
  settings().erase("SECRET_KEY");
  expect_one_line(foyer({"worker"}), "needs the SECRET_KEY", 2);
  EXPECT_FALSE(std::filesystem::exists(data() / "secret.key"));
}

}  // namespace
}  // namespace foyer::test
