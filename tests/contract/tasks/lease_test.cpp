// What happens when workers crash, race or lose their lease.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <map>

#include "platform/observe/metrics.h"
#include "tests/contract/tasks/fixture.h"

namespace foyer::tasks {
namespace {

using std::chrono_literals::operator""s;

Task<JobOutcome> wait_for_ever(Job) {
  boost::asio::steady_timer never{co_await boost::asio::this_coro::executor,
                                  boost::asio::steady_timer::time_point::max()};
  co_await never.async_wait(use_task);
  co_return JobOutcome{};
}

/// Its workers take one job each and are gone in the middle of it.
class Leases : public Jobs {
 protected:
  void crash(Worker& worker) {
    auto& io = abandoned.emplace_back();
    bool started = false;
    worker.on("send_email", [&started](Job job) {
      started = true;
      return wait_for_ever(std::move(job));
    });
    boost::asio::co_spawn(io, worker.run_due(), boost::asio::detached);
    while (!started) io.run_one();
  }

  ~Leases() override {
    // The database may still hold on to their executors.
    db.reset();
  }

  std::list<boost::asio::io_context> abandoned;
};

JobHandler counts(int& runs) {
  return [&runs](Job) -> Task<JobOutcome> {
    ++runs;
    co_return JobOutcome{};
  };
}

TEST_F(Leases, OfACrashedWorkerRunAgainWhenTheLeaseEnds) {
  auto crashed = worker();
  add("send_email");
  crash(*crashed);
  EXPECT_EQ(only_row().state, "running");
  EXPECT_EQ(only_row().leased_until, clock.now() + 120s);

  int runs = 0;
  auto other = worker();
  other->on("send_email", counts(runs));
  clock.advance(119s);
  EXPECT_EQ(test::run(other->run_due()), 0U);
  clock.advance(1s);
  EXPECT_EQ(test::run(other->run_due()), 1U);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(only_row().state, "done");
  EXPECT_EQ(only_row().attempts, 2);
}

TEST_F(Leases, ThatCrashTheirWorkerEightTimesAreDead) {
  add("send_email");
  for (int attempt = 1; attempt <= 8; ++attempt) {
    auto crashed = worker();
    crash(*crashed);
    EXPECT_EQ(only_row().attempts, attempt);
    clock.advance(120s);
  }
  int runs = 0;
  auto other = worker();
  other->on("send_email", counts(runs));
  EXPECT_EQ(test::run(other->run_due()), 0U);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(only_row().state, "dead");
  EXPECT_EQ(only_row().last_error, "worker vanished");
  EXPECT_TRUE(metrics::scrape().contains(R"(foyer_jobs_finished_total{name="send_email",outcome="dead"} 1)"));
}

TEST_F(Leases, AreRunOnceByWorkersThatRace) {
  std::map<std::int64_t, int> runs;
  const JobHandler count = [&runs](Job job) -> Task<JobOutcome> {
    ++runs[job.id.value];
    co_return JobOutcome{};
  };
  for (int i = 0; i < 30; ++i) add("send_email");
  auto one = worker({.concurrency = 2});
  auto two = worker({.concurrency = 3});
  one->on("send_email", count);
  two->on("send_email", count);
  boost::asio::io_context io{1};
  boost::asio::co_spawn(io, one->run_due(), boost::asio::detached);
  boost::asio::co_spawn(io, two->run_due(), boost::asio::detached);
  io.run();
  EXPECT_EQ(runs.size(), 30U);
  for (const auto& [id, count_of_one] : runs) EXPECT_EQ(count_of_one, 1) << id;
}

TEST_F(Leases, AreNotTouchedByAWorkerThatLostThem) {
  const jobs_store::Attempt first{JobId{1}, 1};
  add("send_email");
  auto crashed = worker();
  crash(*crashed);
  clock.advance(120s);
  auto second = worker();
  crash(*second);
  ASSERT_EQ(only_row().attempts, 2);
  EXPECT_FALSE(test::run(db->transact(&jobs_store::finish, first, clock.now())));
  EXPECT_FALSE(test::run(db->transact(&jobs_store::renew, first, clock.now() + 500s)));
  EXPECT_FALSE(test::run(db->transact(&jobs_store::put_back, first, clock.now(), std::string{"late"})));
  EXPECT_FALSE(test::run(db->transact(&jobs_store::bury, first, std::string{"late"}, clock.now())));
  EXPECT_EQ(only_row().state, "running");
  EXPECT_EQ(only_row().leased_until, clock.now() + 120s);
  EXPECT_TRUE(test::run(db->transact(&jobs_store::finish, jobs_store::Attempt{JobId{1}, 2}, clock.now())));
}

}  // namespace
}  // namespace foyer::tasks
