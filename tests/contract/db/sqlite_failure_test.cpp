// Locks, full disks and broken files: an honest Unavailable, nothing stored, and normal service afterwards.
#include <sys/stat.h>

#include <fstream>

#include "platform/db/errors.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

using std::chrono::milliseconds;

Task<std::int64_t> add_bytes(db::Tx& tx, std::int64_t id, std::int64_t size) {
  co_return co_await tx->run("INSERT INTO notes (id, bytes) VALUES ($1, randomblob($2))", id, size);
}

Task<std::vector<std::int64_t>> allow_pages(db::Tx& tx) {
  co_return co_await tx->all<std::int64_t>("PRAGMA max_page_count = 8");
}

Task<bool> fill_then_carry_on(db::Tx& tx) {
  try {
    co_await add_bytes(tx, 1, 1 << 20);
  } catch (const db::Unavailable&) {
    // As a careless body would.
  }
  co_return co_await add_note(tx, 2, "on its own") == 1;
}

Task<bool> point_at_nothing(db::Tx& tx) {
  co_await tx->run("PRAGMA defer_foreign_keys = ON");
  co_return co_await tx->run("INSERT INTO replies (note) VALUES (99)") == 1;
}

Task<bool> make_replies(db::Tx& tx) {
  co_await tx->run("CREATE TABLE replies (note BIGINT REFERENCES notes (id))");
  co_return true;
}

TEST_F(Sqlite, AnotherWritersLockIsUnavailableUntilItGoes) {
  reopen({.file = file(), .busy_timeout = milliseconds{1}});
  Outsider outsider{file()};
  outsider.run("BEGIN IMMEDIATE");
  EXPECT_THROW(run(db().transact(&add_note, std::int64_t{1}, std::string{"one"})), db::Unavailable);
  EXPECT_EQ(count(), 0) << "reading goes on";
  outsider.run("ROLLBACK");
  EXPECT_EQ(run(db().transact(&add_note, std::int64_t{1}, std::string{"one"})), 1);
}

TEST_F(Sqlite, ACommitThatFailsIsUnavailableForEveryCallerAndKeepsNothing) {
  Together together{db()};
  std::vector<std::size_t> places;
  for (std::int64_t id = 0; id < 4; ++id) places.push_back(together.start(&add_bytes, id, std::int64_t{50'000}));
  {
    // Pages reach the log at COMMIT, so it is the commit that meets the limit.
    const FullDisk full{std::filesystem::file_size(file().string() + "-wal") + 10'000};
    together.finish();
  }
  for (const std::size_t place : places) EXPECT_TRUE(together.failed_with<db::Unavailable>(place)) << place;
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(run(db().transact(&add_bytes, std::int64_t{1}, std::int64_t{50'000})), 1);
  EXPECT_EQ(Outsider{file()}.number("SELECT count(*) FROM notes"), 1);
}

TEST_F(Sqlite, AFullDatabaseUndoesTheBatchSoFarAndSparesThoseBehind) {
  run(db().transact(&allow_pages));
  Together together{db()};
  const auto before = together.start(&add_note, std::int64_t{1}, std::string{"one"});
  const auto full = together.start(&add_bytes, std::int64_t{2}, std::int64_t{1} << 20);
  const auto behind = together.start(&add_note, std::int64_t{3}, std::string{"three"});
  together.finish();
  EXPECT_TRUE(together.failed_with<db::Unavailable>(before));
  EXPECT_TRUE(together.failed_with<db::Unavailable>(full));
  EXPECT_TRUE(together.ended_well(behind));
  Outsider outsider{file()};
  EXPECT_EQ(outsider.number("SELECT count(*) FROM notes WHERE id IN (1, 2)"), 0);
  EXPECT_EQ(outsider.number("SELECT count(*) FROM notes WHERE id = 3"), 1);
}

TEST_F(Sqlite, AfterSqliteGaveUpNoStatementIsStoredByItself) {
  run(db().transact(&allow_pages));
  EXPECT_THROW(run(db().transact(&fill_then_carry_on)), db::Unavailable);
  EXPECT_EQ(count(), 0);
}

TEST_F(Sqlite, ADeferredForeignKeyFailsItsOwnTransactionOnly) {
  run(db().transact(&make_replies));
  Together together{db()};
  const auto good = together.start(&add_note, std::int64_t{2}, std::string{"two"});
  const auto dangling = together.start(&point_at_nothing);
  together.finish();
  EXPECT_TRUE(together.ended_well(good));
  EXPECT_TRUE(together.failed_with<db::ConstraintViolation>(dangling));
  EXPECT_EQ(count(), 1);
}

TEST_F(Sqlite, OnlyTheOwnerMayReadTheFiles) {
  run(db().transact(&add_note, std::int64_t{1}, std::string{"one"}));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat seen{};
    ASSERT_EQ(::stat((file().string() + suffix).c_str(), &seen), 0) << suffix;
    EXPECT_EQ(seen.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(Sqlite, ClosingLeavesOneFile) {
  run(db().transact(&add_note, std::int64_t{1}, std::string{"one"}));
  EXPECT_EQ(count(), 1);
  close();
  EXPECT_FALSE(std::filesystem::exists(file().string() + "-wal"));
  reopen({.file = file()});
  EXPECT_EQ(count(), 1);
}

TEST_F(Sqlite, TextKeepsItsNulBytes) {
  const std::string words{"a\0b", 3};
  run(db().transact(&add_note, std::int64_t{1}, words));
  EXPECT_EQ(Outsider{file()}.number("SELECT length(CAST(words AS BLOB)) FROM notes"), 3);
}

std::string complaint_about(const std::filesystem::path& file) {
  try {
    db::open_sqlite({.file = file, .busy_timeout = milliseconds{10}});
  } catch (const db::Unavailable& failure) {
    return failure.what();
  }
  return "";
}

void allow(const std::filesystem::path& file, unsigned mode) {
  std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsNamedWithWhatToDo) {
  const auto poem = folder() / "poem.txt";
  std::ofstream{poem} << std::string(2000, 'x');
  allow(poem, 0600);
  EXPECT_EQ(complaint_about(poem),
            "cannot open the database " + poem.string() + ": file is not a database; restore it from a backup");
}

TEST_F(Sqlite, WhatOthersMayReadIsRefusedAndNamed) {
  const std::string name = file().string();
  const std::string log = name + "-wal";
  ASSERT_TRUE(std::filesystem::exists(log));
  allow(log, 0640);
  EXPECT_EQ(complaint_about(file()), log + " can be read by other users; run: chmod 600 " + log);
  allow(file(), 0604);
  const std::string both = name + " " + log;
  EXPECT_EQ(complaint_about(file()), both + " can be read by other users; run: chmod 600 " + both);
  allow(log, 0600);
  allow(file(), 0600);
  EXPECT_EQ(complaint_about(file()), "");
}

TEST_F(Sqlite, AFullDiskIsNamedWithWhatToDoAndNoStatementOfOurs) {
  const FullDisk full{std::filesystem::file_size(file().string() + "-wal") + 10'000};
  try {
    run(db().transact(&add_bytes, std::int64_t{1}, std::int64_t{50'000}));
    FAIL() << "stored";
  } catch (const db::Unavailable& failure) {
    const std::string told = failure.what();
    EXPECT_TRUE(told.starts_with("the database " + file().string() + ": ")) << told;
    EXPECT_FALSE(told.contains(" in: ")) << told;
  }
}

TEST_F(Sqlite, AStatementOfASliceIsNamedWithWhatToDo) {
  run(db().transact(&allow_pages));
  try {
    run(db().transact(&add_bytes, std::int64_t{1}, std::int64_t{1} << 20));
    FAIL() << "stored";
  } catch (const db::Unavailable& failure) {
    EXPECT_EQ(
        failure.what(),
        "database or disk is full in: INSERT INTO notes (id, bytes) VALUES ($1, randomblob($2)); free space for " +
            file().string());
  }
}

TEST_F(Sqlite, AMissingFolderIsNamed) {
  EXPECT_NE(complaint_about(folder() / "absent/notes.db").find("absent/notes.db"), std::string::npos);
}

}  // namespace
}  // namespace foyer::test
