// Reads of one loop share a snapshot of the file while there are more of them ready.

#include <boost/asio/post.hpp>
#include <thread>

#include "tests/contract/db/callers.h"
#include "tests/contract/db/run.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

class SqliteSnapshot : public Sqlite {};

Task<std::int64_t> read_count(db::Database& db) { co_return co_await db.read(&count_notes); }

/// Its loop turns no more once it has read.
Task<std::int64_t> read_and_stop(db::Database& db, Callers<std::int64_t>& loop) {
  const std::int64_t seen = co_await db.read(&count_notes);
  loop.stop();
  co_return seen;
}

Task<std::int64_t> add_notes(db::Database& db, std::atomic<std::int64_t>& acknowledged, int times) {
  for (int i = 0; i < times; ++i) {
    co_await db.transact(&add_note, 1000 + i, std::to_string(i));
    ++acknowledged;
  }
  co_return times;
}

/// Without letting its loop turn, so with one snapshot where that is allowed. How often a note was missing of which
/// the database had said that it is stored.
Task<std::int64_t> count_stale_reads(db::Database& db, std::atomic<std::int64_t>& acknowledged, std::int64_t until) {
  std::int64_t stale = 0;
  for (std::int64_t seen = 0; seen < until;) {
    const std::int64_t before = acknowledged;
    seen = co_await db.read(&count_notes);
    if (seen < before) ++stale;
  }
  co_return stale;
}

TEST_F(SqliteSnapshot, IsNeverOlderThanTheLastAcknowledgedCommit) {
  constexpr int times = 300;
  std::atomic<std::int64_t> acknowledged = count();
  const std::int64_t before = acknowledged;
  std::jthread writer{[&] { run(add_notes(db(), acknowledged, times)); }};
  EXPECT_EQ(run(count_stale_reads(db(), acknowledged, before + times)), 0);
}

TEST_F(SqliteSnapshot, IsLeftOnceTheLoopHasNothingElseReady) {
  reopen({.file = file(), .busy_timeout = std::chrono::milliseconds{1}});
  Callers<std::int64_t> callers;
  callers.start(read_count(db()));
  callers.start(read_count(db()));
  callers.poll();
  Outsider other{file()};
  other.run("INSERT INTO notes (id) VALUES (1)");
  EXPECT_EQ(other.number("PRAGMA wal_checkpoint(TRUNCATE)"), 0) << "a reader is in the way";
}

TEST_F(SqliteSnapshot, IsLeftByALoopThatEndsFirst) {
  reopen({.file = file(), .busy_timeout = std::chrono::milliseconds{1}});
  Callers<std::int64_t> callers;
  callers.start(read_and_stop(db(), callers));
  callers.poll();
  callers.destroy_loop();
  Outsider other{file()};
  other.run("INSERT INTO notes (id) VALUES (1)");
  EXPECT_EQ(other.number("PRAGMA wal_checkpoint(TRUNCATE)"), 0) << "a reader is in the way";
}

TEST_F(SqliteSnapshot, OfAnotherProcessSeesWhatWasCommittedBeforeTheLoopTurned) {
  Callers<std::int64_t> callers;
  callers.start(read_count(db()));
  callers.poll();
  const std::int64_t before = callers.value(0);
  Outsider{file()}.run("INSERT INTO notes (id) VALUES (1)");
  callers.start(read_count(db()));
  callers.poll();
  EXPECT_EQ(callers.value(1), before + 1);
}

struct Counts {
  std::int64_t before = 0;
  std::int64_t after = 0;
};

/// Another loop reads what was committed while this one had not turned.
Task<Counts> read_here_and_elsewhere(db::Database& db, const std::filesystem::path& file) {
  Counts counts;
  counts.before = co_await db.read(&count_notes);
  Outsider{file}.run("INSERT INTO notes (id) VALUES (1)");
  counts.after = run(read_count(db));
  co_return counts;
}

TEST_F(SqliteSnapshot, OfOneLoopIsNotForAnother) {
  const Counts counts = run(read_here_and_elsewhere(db(), file()));
  EXPECT_EQ(counts.after, counts.before + 1);
}

Task<std::int64_t> count_and_turn(db::Conn& conn) {
  const std::int64_t count = co_await count_notes(conn);
  co_await boost::asio::post(use_task);
  co_return count;
}

/// Two reads, the first of which takes a turn of the loop.
Task<Counts> read_before_and_after_a_turn(db::Database& db, const std::filesystem::path& file) {
  Counts counts;
  counts.before = co_await db.read(&count_and_turn);
  Outsider{file}.run("INSERT INTO notes (id) VALUES (1)");
  counts.after = co_await db.read(&count_notes);
  co_return counts;
}

TEST_F(SqliteSnapshot, OfAReadThatTookLongerIsNotForTheNext) {
  const Counts counts = run(read_before_and_after_a_turn(db(), file()));
  EXPECT_EQ(counts.after, counts.before + 1);
}

/// One read; between its two statements somebody is told that a note is stored.
Task<Counts> count_around_a_commit(db::Conn& conn, db::Database* db) {
  Counts counts;
  counts.before = co_await count_notes(conn);
  run(db->transact(&add_note, 1, std::string{"stored"}));
  counts.after = co_await count_notes(conn);
  co_return counts;
}

TEST_F(SqliteSnapshot, OfAStatementKnowsWhatWasAcknowledgedSinceTheOneBefore) {
  const Counts counts = run(db().read(&count_around_a_commit, &db()));
  EXPECT_EQ(counts.after, counts.before + 1);
}

TEST_F(SqliteSnapshot, WaitsForNoLoopWhenTheDatabaseIsClosed) {
  Callers<std::int64_t> callers;
  callers.start(read_and_stop(db(), callers));
  callers.poll();
  close();
  EXPECT_FALSE(std::filesystem::exists(file().string() + "-wal")) << "the last connection takes the log along";
  callers.poll();
}

}  // namespace
}  // namespace foyer::test
