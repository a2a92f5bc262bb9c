// The worker on its own thread. Nothing here depends on how long anything takes: tests wait for what must happen.

#include <boost/asio/steady_timer.hpp>
#include <future>
#include <semaphore>

#include "tests/contract/tasks/fixture.h"
#include "tests/contract/tasks/flaky_database.h"

namespace foyer::tasks {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

/// Only waking finds work with this one.
const WorkerOptions sleepy{.poll = 1h};

Task<JobOutcome> wait_until(const std::atomic<bool>* open, std::counting_semaphore<>* started) {
  started->release();
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  while (!*open) {
    timer.expires_after(1ms);
    co_await timer.async_wait(use_task);
  }
  co_return JobOutcome{};
}

TEST_F(Jobs, StartAtOnceWhenTheWorkerIsWoken) {
  std::counting_semaphore<> ran{0};
  auto running = worker(sleepy);
  running->on("send_email", [&ran](Job) -> Task<JobOutcome> {
    ran.release();
    co_return JobOutcome{};
  });
  add("send_email");
  running->start();
  ran.acquire();
  for (int i = 0; i < 20; ++i) {
    add("send_email");
    running->wake();
    ran.acquire();
  }
  running->stop(60s);
  for (const auto& row : rows()) EXPECT_EQ(row.state, "done");
}

TEST_F(Jobs, AreFoundByPollingToo) {
  std::counting_semaphore<> ran{0};
  auto running = worker({.poll = 1ms});
  running->on("send_email", [&ran](Job) -> Task<JobOutcome> {
    ran.release();
    co_return JobOutcome{};
  });
  running->start();
  add("send_email");
  ran.acquire();
  running->stop(60s);
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(Jobs, FillFreedPlacesWithoutWaitingForThePoll) {
  std::counting_semaphore<> ran{0};
  auto running = worker({.concurrency = 2, .poll = 1h});
  running->on("send_email", [&ran](Job) -> Task<JobOutcome> {
    ran.release();
    co_return JobOutcome{};
  });
  for (int i = 0; i < 9; ++i) add("send_email");
  running->start();
  for (int i = 0; i < 9; ++i) ran.acquire();
  running->stop(60s);
  EXPECT_EQ(rows().size(), 9U);
}

TEST_F(Jobs, AreInFlightTogetherUpToTheConcurrency) {
  std::counting_semaphore<> started{0};
  std::atomic<bool> open = false;
  auto running = worker({.concurrency = 3, .poll = 1h});
  running->on("send_email", [&](Job) { return wait_until(&open, &started); });
  for (int i = 0; i < 4; ++i) add("send_email");
  running->start();
  for (int i = 0; i < 3; ++i) started.acquire();
  running->wake();
  const std::optional<std::string> state{"running"};
  EXPECT_EQ(test::run(db->read(&jobs_store::list, state, std::int64_t{10})).size(), 3U);
  open = true;
  started.acquire();
  running->stop(60s);
  for (const auto& row : rows()) EXPECT_EQ(row.state, "done");
}

TEST_F(Jobs, ThatRunAreWaitedForByStopAndNoneIsBegunAfterIt) {
  std::counting_semaphore<> started{0};
  std::atomic<bool> open = false;
  auto running = worker({.concurrency = 1, .poll = 1h});
  running->on("send_email", [&](Job) { return wait_until(&open, &started); });
  add("send_email");
  running->start();
  started.acquire();
  auto stopped = std::async(std::launch::async, [&] { running->stop(60s); });
  EXPECT_EQ(stopped.wait_for(0s), std::future_status::timeout);
  open = true;
  stopped.get();
  EXPECT_EQ(only_row().state, "done");
  add("send_email");
  running->wake();
  running->stop(60s);
  EXPECT_EQ(rows()[0].state, "queued");
}

TEST_F(Jobs, ThatDoNotEndAreAbandonedToTheirLease) {
  std::counting_semaphore<> started{0};
  static const std::atomic<bool> never = false;
  auto running = worker(sleepy);
  running->on("send_email", [&](Job) { return wait_until(&never, &started); });
  add("send_email");
  running->start();
  started.acquire();
  running->stop(0s);
  running.reset();
  EXPECT_EQ(only_row().state, "running");
}

TEST_F(Jobs, KeepTheirLeaseWhileTheyRun) {
  std::counting_semaphore<> started{0};
  std::atomic<bool> open = false;
  auto running = worker({.lease = 1s, .poll = 1h});
  running->on("send_email", [&](Job) { return wait_until(&open, &started); });
  add("send_email");
  running->start();
  started.acquire();
  const Time first_end = only_row().leased_until.value();
  clock.advance(500ms);
  while (only_row().leased_until == first_end) std::this_thread::yield();
  EXPECT_EQ(only_row().leased_until, clock.now() + 1s);
  open = true;
  running->stop(60s);
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(Jobs, GoOnWhenTheDatabaseComesBack) {
  FlakyDatabase flaky{*db};
  flaky.gone = true;
  std::counting_semaphore<> ran{0};
  Worker running{{.poll = 1ms}, flaky, clock, random};
  running.on("send_email", [&ran](Job) -> Task<JobOutcome> {
    ran.release();
    co_return JobOutcome{};
  });
  add("send_email");
  running.start();
  flaky.refused.wait(0);
  flaky.gone = false;
  ran.acquire();
  running.stop(60s);
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(Jobs, AreNotForgottenWhenTheDatabaseIsGoneAtTheirEnd) {
  FlakyDatabase flaky{*db};
  std::counting_semaphore<> ran{0};
  int runs = 0;
  Worker running{sleepy, flaky, clock, random};
  running.on("send_email", [&](Job) -> Task<JobOutcome> {
    ++runs;
    flaky.gone = true;
    co_return JobOutcome{};
  });
  add("send_email");
  running.start();
  flaky.refused.wait(0);
  flaky.gone = false;
  running.stop(60s);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(only_row().state, "done");
}

TEST_F(Jobs, WorkersThatNeverStartedStopQuietly) {
  auto idle = worker();
  idle->wake();
  idle->stop(60s);
  add("send_email");
  EXPECT_EQ(only_row().state, "queued");
}

}  // namespace
}  // namespace foyer::tasks
