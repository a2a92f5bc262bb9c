// What was acknowledged outlives the process, however it ends.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "platform/db/statistics.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

Task<void> commit_and_report(db::Database& db, std::int64_t first, int report) {
  for (std::int64_t id = first;; id += 8) {
    co_await db.transact(&add_note, id, std::to_string(id));
    if (::write(report, &id, sizeof id) != sizeof id) ::_exit(1);
  }
}

/// Eight callers that commit and report until the process is killed.
[[noreturn]] void work_until_killed(const std::filesystem::path& file, int report) {
  const auto db = db::open_sqlite({.file = file});
  boost::asio::io_context context{1};
  for (std::int64_t caller = 0; caller < 8; ++caller) {
    boost::asio::co_spawn(context.get_executor(), commit_and_report(*db, caller, report),
                          [](std::exception_ptr) { ::_exit(1); });
  }
  context.run();
  ::_exit(1);
}

TEST_F(Sqlite, EveryAcknowledgedRowSurvivesAKill) {
  constexpr std::size_t enough = 500;
  close();
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) work_until_killed(file(), pipe[1]);
  ::close(pipe[1]);

  std::vector<std::int64_t> acknowledged;
  std::int64_t id = 0;
  while (::read(pipe[0], &id, sizeof id) == sizeof id) {
    acknowledged.push_back(id);
    if (acknowledged.size() == enough) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";

  ASSERT_GE(acknowledged.size(), enough);
  reopen({.file = file()});
  Outsider outsider{file()};
  for (const std::int64_t row : acknowledged) {
    EXPECT_EQ(outsider.number(("SELECT count(*) FROM notes WHERE id = " + std::to_string(row)).c_str()), 1) << row;
  }
  EXPECT_EQ(outsider.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

struct Notes {
  Task<std::int64_t> add(db::Tx& tx, std::int64_t id) { return add_note(tx, id, "noted"); }
};

TEST_F(Sqlite, WhatWasNotedReachesTheDiskSoonThoughNobodyWaitsForIt) {
  reopen({.file = file(), .sync_within = std::chrono::milliseconds{1}});
  const auto before = db::statistics().late_syncs.load();
  Notes notes;
  run(db().note(notes, &Notes::add, std::int64_t{1}));
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (db::statistics().late_syncs == before && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_EQ(db::statistics().late_syncs - before, 1U);
}

}  // namespace
}  // namespace foyer::test
