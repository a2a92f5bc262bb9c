// The real binary on PostgreSQL.
#include <thread>

#include "tests/e2e/house.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

class OnPostgres : public House {
 protected:
  OnPostgres() { settings()["DATABASE_URL"] = place_.url(); }

  const PostgresDatabase& place() const { return place_; }
  Finished serve() {
    settings()["PORT"] = std::to_string(free_port());
    return foyer({"serve"});
  }
  static void expect_one_line(const Finished& refused, std::string_view about) {
    EXPECT_EQ(refused.exit_code, 1) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
    EXPECT_TRUE(refused.err.contains(about)) << refused.err;
    EXPECT_FALSE(refused.err.contains("hunter2")) << refused.err;
  }
  std::string server_address() const { return "127.0.0.1:" + std::to_string(PostgresServer::shared().port()); }

 private:
  PostgresDatabase place_;
};

TEST_F(OnPostgres, AViewerSignsInAndIsStillThereAfterARestart) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  stop();
  EXPECT_FALSE(std::filesystem::exists(data() / "foyer.db"));
  start();
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).text("email"), "olena@example.com");
  const auto next = client().post("/api/v1/auth/refresh", boost::json::object{{"refresh_token", pair.refresh}});
  EXPECT_EQ(next.status, 200) << next.body;
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

TEST_F(OnPostgres, TheBannerAndTheSettingsNameThePlaceWithoutItsPassword) {
  settings()["DATABASE_URL"] = "postgresql://foyer:hunter2@" + server_address() + "/somewhere";
  const auto shown = foyer({"config", "show"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_TRUE(shown.out.contains("/somewhere")) << shown.out;
  EXPECT_FALSE(shown.out.contains("hunter2"));
}

TEST_F(OnPostgres, AWrongPasswordIsOneLine) {
  settings()["DATABASE_URL"] = "postgresql://foyer:hunter2@" + server_address() + "/postgres";
  expect_one_line(serve(), "password authentication failed");
  expect_one_line(foyer({"migrate", "current"}), "password authentication failed");
}

TEST_F(OnPostgres, AHostThatIsNotThereIsOneLine) {
  settings()["DATABASE_URL"] = "postgresql://foyer:hunter2@127.0.0.1:1/cinema";
  expect_one_line(serve(), "foyer@127.0.0.1:1/cinema");
}

TEST_F(OnPostgres, ADatabaseThatIsNotThereIsOneLine) {
  settings()["DATABASE_URL"] = PostgresServer::shared().url("nowhere");
  expect_one_line(serve(), "\"nowhere\" does not exist");
}

TEST_F(OnPostgres, AnAddressThatIsNoneIsAWrongSetting) {
  settings()["DATABASE_URL"] = "postgresql://foyer:hun%ter2@host/cinema";
  const auto refused = serve();
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("DATABASE_URL: ")) << refused.err;
  EXPECT_FALSE(refused.err.contains("ter2")) << refused.err;
}

TEST_F(OnPostgres, V7ADatabaseOfANewerVersionIsLeftAlone) {
  ASSERT_EQ(foyer({"migrate", "upgrade"}).exit_code, 0);
  place().run("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (9999, 'later', 'x', 1)");
  expect_one_line(serve(), "9999");
}

TEST_F(OnPostgres, ADatabaseOfAnotherProgramIsLeftAlone) {
  place().run("CREATE TABLE users (id BIGINT)");
  expect_one_line(serve(), "holds table users");
}

TEST_F(OnPostgres, TheSchemaWalksUpAndDown) {
  EXPECT_EQ(foyer({"migrate", "upgrade", "3"}).out, "Applied 0001\nApplied 0002\nApplied 0003\n");
  EXPECT_EQ(foyer({"migrate", "downgrade", "-1"}).out, "Reverted 0003\n");
  EXPECT_EQ(foyer({"migrate", "upgrade"}).exit_code, 0);
  EXPECT_EQ(foyer({"migrate", "upgrade"}).out, "Nothing to do.\n");
  const auto current = boost::json::parse(foyer({"migrate", "current", "--json"}).out);
  EXPECT_EQ(current.at("database"), current.at("binary"));
  EXPECT_EQ(foyer({"migrate", "downgrade", "base"}).exit_code, 0);
  EXPECT_EQ(place().ask("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'"),
            "schema_migrations");
}

TEST_F(OnPostgres, TwoThatMigrateAtOnceDoItOnce) {
  const auto upgrade = [this](const std::string& name) {
    return Command{.words = {foyer_binary(), "migrate", "upgrade"},
                   .environment = settings(),
                   .folder = folder(),
                   .input = {},
                   .name = name};
  };
  Process one{upgrade("one")};
  Process other{upgrade("other")};
  EXPECT_EQ(one.wait(), 0) << one.err();
  EXPECT_EQ(other.wait(), 0) << other.err();
  const auto applied = place().ask("SELECT count(*) FROM schema_migrations");
  EXPECT_EQ(std::stoul(applied), lines_in(one.out() + other.out()) - (one.out() + other.out()).contains("Nothing"));
}

TEST_F(OnPostgres, WhileTheDatabaseIsAwayRequestsAreAskedToComeBackAndThenTheyAreServed) {
  PostgresServer own;
  own.run("postgres", "CREATE DATABASE cinema");
  settings()["DATABASE_URL"] = own.url("cinema");
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  own.kill();
  const auto away = client().get("/api/v1/user/profile", pair.access);
  EXPECT_EQ(away.status, 503) << away.body;
  EXPECT_FALSE(away.header("Retry-After").empty());
  EXPECT_EQ(client().get("/health/ready").status, 503);
  EXPECT_EQ(client().get("/health/live").status, 200);
  own.start_again();
  EXPECT_TRUE(eventually([&] { return client().get("/health/ready").status == 200; }));
  // The server's end may have taken the login of its last second (see Database::note), and nothing else.
  const Pair again = sign_in("olena@example.com");
  EXPECT_EQ(client().get("/api/v1/user/profile", again.access).status, 200);
  stop();
}

}  // namespace
}  // namespace foyer::test
