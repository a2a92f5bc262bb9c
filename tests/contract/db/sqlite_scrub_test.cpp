#include <fstream>

#include "tests/contract/db/run.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

std::string bytes_of(const std::filesystem::path& database) {
  std::string out;
  for (const char* ending : {"", "-wal"}) {
    std::ifstream file{database.string() + ending, std::ios::binary};
    out.append(std::istreambuf_iterator<char>{file}, {});
  }
  return out;
}

Task<Done> write_secret(db::Tx& tx) {
  co_await tx->run("CREATE TABLE secrets (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
  co_await tx->run("INSERT INTO secrets (text) VALUES ('a curtain of velvet')");
  co_return Done{};
}

Task<Done> delete_secret(db::Tx& tx) {
  co_await tx->run("DELETE FROM secrets");
  co_return Done{};
}

class SqliteScrub : public Sqlite {};

TEST_F(SqliteScrub, LeavesNothingDeletedInAnyFile) {
  run(db().transact(&write_secret));
  run(db().transact(&delete_secret));
  ASSERT_TRUE(bytes_of(file()).contains("velvet")) << "in the log";
  EXPECT_TRUE(run(db().scrub()));
  EXPECT_FALSE(bytes_of(file()).contains("velvet"));
}

TEST_F(SqliteScrub, SaysSoWhenAReaderIsInTheWay) {
  reopen({.file = file(), .busy_timeout = std::chrono::milliseconds{1}});
  run(db().transact(&write_secret));
  Outsider reader{file()};
  reader.run("BEGIN");
  reader.number("SELECT count(*) FROM secrets");
  run(db().transact(&delete_secret));
  EXPECT_FALSE(run(db().scrub()));
  reader.run("COMMIT");
  EXPECT_TRUE(run(db().scrub()));
  EXPECT_FALSE(bytes_of(file()).contains("velvet"));
}

}  // namespace
}  // namespace foyer::test
