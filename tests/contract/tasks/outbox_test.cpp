// What enqueueing promises, and what operators may do with a job.

#include "tests/contract/tasks/fixture.h"

namespace foyer::tasks {
namespace {

using std::chrono_literals::operator""s;

Task<Result<Done>> enqueue_and_refuse(db::Tx& tx, Time now) {
  co_await enqueue(tx, {.name = "send_email", .arguments = "{}", .run_at = now, .unique_key = {}}, now);
  co_return refuse(Errc::conflict);
}

Task<Done> enqueue_and_throw(db::Tx& tx, Time now) {
  co_await enqueue(tx, {.name = "send_email", .arguments = "{}", .run_at = now, .unique_key = {}}, now);
  throw std::runtime_error{"no"};
}

TEST_F(Jobs, AreQueuedAsGiven) {
  add("send_email", "key");
  const auto row = only_row();
  EXPECT_EQ(row.name, "send_email");
  EXPECT_EQ(row.arguments, R"({"id":1})");
  EXPECT_EQ(row.state, "queued");
  EXPECT_EQ(row.run_at, clock.now());
  EXPECT_EQ(row.attempts, 0);
  EXPECT_FALSE(row.finished_at.has_value());
}

TEST_F(Jobs, AreNotThereWhenTheTransactionIsRolledBack) {
  EXPECT_FALSE(test::run(db->transact(&enqueue_and_refuse, clock.now())).has_value());
  EXPECT_THROW(test::run(db->transact(&enqueue_and_throw, clock.now())), std::runtime_error);
  EXPECT_TRUE(rows().empty());
}

TEST_F(Jobs, WithOneUniqueKeyAreAddedOnce) {
  add("send_email", "welcome:1");
  add("send_email", "welcome:1");
  EXPECT_EQ(rows().size(), 1U);
  add("send_email", "welcome:2");
  add("send_email");
  add("send_email");
  EXPECT_EQ(rows().size(), 4U);
}

TEST_F(Jobs, KeepTheirUniqueKeyWhenTheyEnd) {
  auto running = worker();
  running->on("send_email", [](Job) -> Task<JobOutcome> { co_return JobOutcome{}; });
  add("send_email", "welcome:1");
  EXPECT_EQ(test::run(running->run_due()), 1U);
  add("send_email", "welcome:1");
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(Jobs, AreListedNewestFirstByState) {
  add("one");
  add("two");
  add("three");
  const auto cancelled = test::run(db->transact(&jobs_store::cancel, JobId{2}, clock.now()));
  ASSERT_TRUE(cancelled.has_value());
  const auto all = rows();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "three");
  const std::optional<std::string> queued{"queued"};
  EXPECT_EQ(test::run(db->read(&jobs_store::list, queued, std::int64_t{10})).size(), 2U);
  EXPECT_EQ(test::run(db->read(&jobs_store::list, queued, std::int64_t{1})).at(0).name, "three");
  EXPECT_TRUE(jobs_store::is_state("dead"));
  EXPECT_FALSE(jobs_store::is_state("DEAD"));
}

TEST_F(Jobs, ThatAreCancelledDoNotRunUntilRetried) {
  int runs = 0;
  auto running = worker();
  running->on("send_email", [&runs](Job) -> Task<JobOutcome> {
    ++runs;
    co_return JobOutcome{};
  });
  add("send_email");
  ASSERT_TRUE(test::run(db->transact(&jobs_store::cancel, JobId{1}, clock.now())).has_value());
  EXPECT_EQ(only_row().state, "cancelled");
  EXPECT_EQ(only_row().finished_at, clock.now());
  EXPECT_EQ(test::run(running->run_due()), 0U);
  ASSERT_TRUE(test::run(db->transact(&jobs_store::retry, JobId{1}, clock.now())).has_value());
  EXPECT_EQ(test::run(running->run_due()), 1U);
  EXPECT_EQ(runs, 1);
}

TEST_F(Jobs, RefuseRetryAndCancelWhereTheyDoNotFit) {
  add("send_email");
  const auto retried = test::run(db->transact(&jobs_store::retry, JobId{1}, clock.now()));
  ASSERT_FALSE(retried.has_value());
  EXPECT_EQ(retried.error().code, Errc::conflict);
  EXPECT_EQ(retried.error().detail, "Job 1 is queued; only dead or cancelled jobs can be tried again.");
  ASSERT_TRUE(test::run(db->transact(&jobs_store::cancel, JobId{1}, clock.now())).has_value());
  EXPECT_EQ(test::run(db->transact(&jobs_store::cancel, JobId{1}, clock.now())).error().code, Errc::conflict);
  EXPECT_EQ(test::run(db->transact(&jobs_store::cancel, JobId{7}, clock.now())).error().code, Errc::not_found);
  EXPECT_EQ(test::run(db->transact(&jobs_store::retry, JobId{7}, clock.now())).error().detail, "There is no job 7.");
}

}  // namespace
}  // namespace foyer::tasks
