// A worker that is one of a fleet: it tells of jobs, and runs those that nobody took.

#include <future>
#include <mutex>
#include <semaphore>

#include "platform/observe/metrics.h"
#include "platform/tasks/runner.h"
#include "tests/contract/tasks/fixture.h"

namespace foyer::tasks {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

/// What a fleet was told, in order; while it is gone it is told nothing.
struct Fleet {
  std::mutex mutex;
  std::vector<DueJob> told;
  std::counting_semaphore<> tellings{0};
  std::atomic<bool> gone = false;
};

class ToFleet final : public Announcer {
 public:
  explicit ToFleet(Fleet& fleet) : fleet_{fleet} {}

  Task<void> announce(std::vector<DueJob> jobs) override {
    if (fleet_.gone) throw std::runtime_error{"no fleet"};
    const std::lock_guard lock{fleet_.mutex};
    for (DueJob& job : jobs) fleet_.told.push_back(std::move(job));
    fleet_.tellings.release();
    co_return;
  }

 private:
  Fleet& fleet_;
};

class FleetJobs : public Jobs {
 protected:
  std::unique_ptr<Worker> one_of_a_fleet() {
    auto made =
        std::make_unique<Worker>(WorkerOptions{.poll = 1ms}, *db, clock, random, std::make_unique<ToFleet>(fleet));
    made->on("send_email", [this](Job) -> Task<JobOutcome> {
      ran.release();
      co_return JobOutcome{};
    });
    return made;
  }
  Runner runner() { return {WorkerOptions{}, *db, clock, random}; }

  Fleet fleet;
  std::counting_semaphore<> ran{0};
};

TEST_F(FleetJobs, AreToldOfAndLeftToOthers) {
  add("send_email");
  auto teller = one_of_a_fleet();
  teller->start();
  fleet.tellings.acquire();
  teller->stop(60s);
  ASSERT_EQ(fleet.told.size(), 1U);
  EXPECT_EQ(fleet.told[0].id, only_row().id);
  EXPECT_EQ(fleet.told[0].name, "send_email");
  EXPECT_EQ(only_row().state, "queued");
  EXPECT_FALSE(ran.try_acquire());
}

TEST_F(FleetJobs, RunHereWhileTheFleetCannotBeTold) {
  fleet.gone = true;
  add("send_email");
  auto teller = one_of_a_fleet();
  teller->start();
  ran.acquire();
  teller->stop(60s);
  EXPECT_EQ(only_row().state, "done");
  EXPECT_TRUE(fleet.told.empty());
}

TEST_F(FleetJobs, RunHereWhenNobodyTookThemInAMinute) {
  add("send_email");
  auto teller = one_of_a_fleet();
  clock.advance(61s);
  teller->start();
  ran.acquire();
  teller->stop(60s);
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(FleetJobs, OfAWorkerThatVanishedAreToldOfAsSoonAsItsLeaseEnds) {
  add("send_email");
  Runner vanished = runner();
  ASSERT_TRUE(test::run(vanished.claim_one({.id = only_row().id, .name = "send_email"})).has_value());
  clock.advance(121s);
  auto teller = one_of_a_fleet();
  teller->start();
  fleet.tellings.acquire();
  teller->stop(60s);
  EXPECT_EQ(fleet.told.at(0).attempts, 1);
  EXPECT_EQ(only_row().state, "queued");
}

TEST_F(FleetJobs, WithoutARowAreCountedToo) {
  Runner running = runner();
  running.on("periodic", [](Job) -> Task<JobOutcome> { co_return JobOutcome{}; });
  running.on("broken", [](Job) -> Task<JobOutcome> { throw std::runtime_error{"secret"}; });
  test::run(running.run_unrecorded("periodic"));
  test::run(running.run_unrecorded("broken"));
  const std::string page = metrics::scrape();
  EXPECT_TRUE(page.contains(R"(foyer_jobs_finished_total{name="periodic",outcome="done"} 1)")) << page;
  EXPECT_TRUE(page.contains(R"(foyer_jobs_finished_total{name="broken",outcome="retried"} 1)")) << page;
}

TEST_F(FleetJobs, AreToldOfAgainWhenTheNewsWasLost) {
  add("send_email");
  Runner telling = runner();
  EXPECT_EQ(test::run(telling.announce(10)).size(), 1U);
  EXPECT_EQ(test::run(telling.announce(10)).size(), 0U);
  clock.advance(21s);
  EXPECT_EQ(test::run(telling.announce(10)).size(), 1U);
}

TEST_F(FleetJobs, AreTakenOnceHoweverOftenTheyAreToldOf) {
  add("send_email");
  const DueJob told{.id = only_row().id, .name = "send_email"};
  Runner first = runner();
  Runner second = runner();
  EXPECT_TRUE(test::run(first.claim_one(told)).has_value());
  EXPECT_FALSE(test::run(second.claim_one(told)).has_value());
}

TEST_F(FleetJobs, AreNotTakenUnderAnotherName) {
  add("send_email");
  Runner taker = runner();
  const DueJob forged{.id = only_row().id, .name = "tasks.auth.cleanup_expired_tokens"};
  EXPECT_FALSE(test::run(taker.claim_one(forged)).has_value());
  EXPECT_EQ(only_row().state, "queued");
}

TEST_F(FleetJobs, CarryTheTraceOfTheRequestThatOrderedThem) {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const NewJob job{.name = "send_email", .arguments = "{}", .run_at = clock.now(), .unique_key = {}, .trace = trace};
  test::run(db->transact(&enqueue_one, job, clock.now()));
  Runner runs = runner();
  const auto told = test::run(runs.announce(10));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].trace, trace);
  EXPECT_EQ(test::run(runs.claim_one(told[0]))->trace, trace);
}

}  // namespace
}  // namespace foyer::tasks
