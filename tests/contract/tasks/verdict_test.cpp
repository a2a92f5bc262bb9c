// How a job goes on after each kind of ending; the clock moves only here.

#include "tests/contract/tasks/fixture.h"

namespace foyer::tasks {
namespace {

using Kind = JobOutcome::Kind;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

JobHandler ends_with(Kind kind, std::string why = {}) {
  return [kind, why](Job) -> Task<JobOutcome> { co_return JobOutcome{kind, why}; };
}

TEST_F(Jobs, RunOnceWhenDone) {
  std::vector<Job> seen;
  auto running = worker();
  running->on("send_email", [&seen](Job job) -> Task<JobOutcome> {
    seen.push_back(job);
    co_return JobOutcome{};
  });
  add("send_email");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(test::run(running->run_due()), 0U);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].arguments, R"({"id":1})");
  EXPECT_EQ(seen[0].attempts, 1);
  EXPECT_EQ(only_row().state, "done");
  EXPECT_EQ(only_row().finished_at, clock.now());
}

TEST_F(Jobs, K2ForgetWhatTheyWereToldWhenDoneAndOnlyThen) {
  auto running = worker();
  running->on("done", ends_with(Kind::done));
  running->on("failed", ends_with(Kind::retry));
  running->on("dead", ends_with(Kind::dead));
  for (const char* name : {"done", "failed", "dead"}) add(name);
  EXPECT_EQ(test::run(running->run_due()), 3U);
  for (const auto& row : rows()) EXPECT_EQ(row.arguments, row.name == "done" ? "{}" : R"({"id":1})") << row.name;
}

TEST_F(Jobs, WaitForTheirTime) {
  auto running = worker();
  running->on("send_email", ends_with(Kind::done));
  const NewJob later{.name = "send_email", .arguments = "{}", .run_at = clock.now() + 60s, .unique_key = {}};
  test::run(db->transact(&enqueue_one, later, clock.now()));
  EXPECT_EQ(test::run(running->run_due()), 0U);
  clock.advance(60s);
  EXPECT_EQ(test::run(running->run_due()), 1U);
}

TEST_F(Jobs, ComeBackAfterABackOffWhenTheyFail) {
  auto running = worker();
  running->on("send_email", ends_with(Kind::retry, "smtp 451"));
  add("send_email");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  const auto row = only_row();
  EXPECT_EQ(row.state, "queued");
  EXPECT_EQ(row.attempts, 1);
  EXPECT_EQ(row.last_error, "smtp 451");
  EXPECT_GE(row.run_at, clock.now() + 4s);
  EXPECT_LE(row.run_at, clock.now() + 6s);
  EXPECT_EQ(test::run(running->run_due()), 0U);
  clock.set(row.run_at);
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_GE(only_row().run_at, clock.now() + 16s);
  EXPECT_LE(only_row().run_at, clock.now() + 24s);
}

TEST_F(Jobs, AreDeadAfterEightTriesAndVisible) {
  auto running = worker();
  running->on("send_email", ends_with(Kind::retry, "smtp 451"));
  add("send_email");
  for (int attempt = 1; attempt <= 8; ++attempt) {
    EXPECT_EQ(only_row().state, "queued");
    EXPECT_EQ(test::run(running->run_due()), 1U);
    EXPECT_EQ(only_row().attempts, attempt);
    clock.set(only_row().run_at);
  }
  EXPECT_EQ(only_row().state, "dead");
  EXPECT_EQ(only_row().last_error, "smtp 451");
  clock.advance(std::chrono::hours{48});
  EXPECT_EQ(test::run(running->run_due()), 0U);
}

TEST_F(Jobs, StartAfreshWhenADeadOneIsRetried) {
  auto running = worker();
  running->on("send_email", ends_with(Kind::dead, "no such address"));
  add("send_email");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(only_row().state, "dead");
  running->on("send_email", ends_with(Kind::done));
  ASSERT_TRUE(test::run(db->transact(&jobs_store::retry, JobId{1}, clock.now())).has_value());
  EXPECT_EQ(only_row().attempts, 0);
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(only_row().state, "done");
  EXPECT_FALSE(only_row().last_error.has_value());
}

TEST_F(Jobs, AreRetriedWhenTheirHandlerThrowsAndItsWordsStayInside) {
  auto running = worker();
  running->on("send_email", [](Job) -> Task<JobOutcome> {
    throw std::runtime_error{"viewer@example.com"};
    co_return JobOutcome{};
  });
  add("send_email");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(only_row().state, "queued");
  EXPECT_EQ(only_row().last_error, "std::runtime_error");
}

TEST_F(Jobs, NobodyRunsAreRetriedToo) {
  auto running = worker();
  add("unheard_of");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(only_row().state, "queued");
  EXPECT_EQ(only_row().last_error, "nothing here runs jobs of this name");
}

TEST_F(Jobs, ReasonsAreKeptShortAndReadable) {
  auto running = worker();
  running->on("long", ends_with(Kind::dead, std::string(199, 'x') + "Їжак"));
  running->on("foul", ends_with(Kind::dead, "a\x1b[2J"));
  add("long");
  add("foul");
  EXPECT_EQ(test::run(running->run_due()), 2U);
  EXPECT_EQ(rows()[1].last_error, std::string(199, 'x'));
  EXPECT_EQ(rows()[0].last_error, "(unreadable)");
}

TEST_F(Jobs, MoreThanTheConcurrencyAllRun) {
  int runs = 0;
  auto running = worker({.concurrency = 3});
  running->on("send_email", [&runs](Job) -> Task<JobOutcome> {
    ++runs;
    co_return JobOutcome{};
  });
  for (int i = 0; i < 10; ++i) add("send_email");
  EXPECT_EQ(test::run(running->run_due()), 10U);
  EXPECT_EQ(runs, 10);
}

TEST_F(Jobs, PeriodicOnesRunOncePerSlotWhateverTheNumberOfProcesses) {
  int runs = 0;
  const JobHandler count = [&runs](Job) -> Task<JobOutcome> {
    ++runs;
    co_return JobOutcome{};
  };
  clock.set(slot_of(clock.now(), 3600s) + 10s);
  std::vector<std::unique_ptr<Worker>> workers;
  const auto start_another = [&] {
    workers.push_back(worker());
    workers.back()->on("cleanup", count);
    workers.back()->every(3600s, "cleanup");
  };
  const auto run_all = [&] {
    for (const auto& each : workers) test::run(each->run_due());
  };
  start_another();
  start_another();
  run_all();
  EXPECT_EQ(runs, 1) << "the first start of a fresh database runs at once";
  start_another();
  run_all();
  EXPECT_EQ(runs, 1) << "a restart in the same slot adds nothing";
  clock.advance(3589s);
  run_all();
  EXPECT_EQ(runs, 1);
  clock.advance(1s);
  run_all();
  run_all();
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace foyer::tasks
