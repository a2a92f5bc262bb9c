// probe_commit FILE SECONDS: durable commits per second of SQLite alone (WAL, synchronous=FULL), one changed row each.

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "probe_commit: %s in: %s\n", sqlite3_errmsg(db), sql);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> wanted{std::atof(argv[2])};
  sqlite3* db = nullptr;
  if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
  run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  run(db, "CREATE TABLE IF NOT EXISTS counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  run(db, "INSERT OR IGNORE INTO counters VALUES (1, 0)");
  sqlite3_stmt* change = nullptr;
  if (sqlite3_prepare_v2(db, "UPDATE counters SET n = n + 1 WHERE id = 1", -1, &change, nullptr) != SQLITE_OK) return 1;
  unsigned commits = 0;
  const auto started = Clock::now();
  std::chrono::duration<double> spent{};
  do {
    if (sqlite3_step(change) != SQLITE_DONE) return 1;
    sqlite3_reset(change);
    ++commits;
    spent = Clock::now() - started;
  } while (spent < wanted);
  std::printf("{\"per_s\": %.1f}\n", commits / spent.count());
  sqlite3_finalize(change);
  sqlite3_close(db);
}
