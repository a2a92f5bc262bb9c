// Copies that docs/operations.md tells operators to take while the server runs, and what they bring back.
#include <filesystem>

#include "tests/e2e/house.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

class Backup : public House {
 protected:
  static int refreshed(HttpClient& client, const Pair& pair) {
    return client.post("/api/v1/auth/refresh", boost::json::object{{"refresh_token", pair.refresh}}).status;
  }
  Finished shell(const std::string& line) const {
    const Command command{.words = {"/bin/sh", "-ec", line},
                          .environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}},
                          .folder = folder()};
    return run(command);
  }
};

TEST_F(Backup, OfSqliteIsTakenWhileTheServerRunsAndBringsSessionsBack) {
  start();
  given_viewer("olena@example.com");
  const Pair before = sign_in("olena@example.com");
  const auto copied = shell("sqlite3 data/foyer.db \".backup 'copy.db'\"");
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  const Pair after = sign_in("olena@example.com");
  kill();
  const auto restored =
      shell("cp copy.db data/foyer.db && chmod 600 data/foyer.db && rm -f data/foyer.db-wal data/foyer.db-shm");
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  start();
  EXPECT_EQ(refreshed(client(), before), 200);
  EXPECT_EQ(refreshed(client(), after), 401);
  EXPECT_EQ(sql("PRAGMA integrity_check").out, "ok\n");
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

TEST_F(Backup, OfPostgresIsTakenWhileTheServerRunsAndBringsSessionsBack) {
  const PostgresDatabase first;
  const PostgresDatabase second;
  settings()["DATABASE_URL"] = first.url();
  start();
  given_viewer("olena@example.com");
  const Pair before = sign_in("olena@example.com");
  const auto dumped = shell("pg_dump -Fc '" + first.url() + "' > copy.dump");
  ASSERT_EQ(dumped.exit_code, 0) << dumped.err;
  const Pair after = sign_in("olena@example.com");
  stop();
  const auto restored = shell("pg_restore --no-owner -d '" + second.url() + "' copy.dump");
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  settings()["DATABASE_URL"] = second.url();
  start();
  EXPECT_EQ(refreshed(client(), before), 200);
  EXPECT_EQ(refreshed(client(), after), 401);
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace foyer::test
