#include "platform/tasks/worker.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/db/errors.h"
#include "platform/observe/log.h"
#include "platform/tasks/runner.h"

namespace foyer::tasks {
namespace {

/// How long a failing database is left alone, doubled each time. However long it was away, work goes on within five
/// seconds after it is back.
constexpr std::chrono::milliseconds first_back_off{250};
constexpr std::chrono::milliseconds longest_back_off = std::chrono::seconds{4};

/// Keeps what abandoned jobs still wait on: other threads may yet post their answers to it, to nobody.
void keep_for_ever(std::shared_ptr<boost::asio::io_context> io) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::shared_ptr<boost::asio::io_context>>;
  const std::lock_guard lock{mutex};
  kept.push_back(std::move(io));
}

/// Ends when the last of several coroutines does.
struct Countdown {
  std::size_t left;
  boost::asio::steady_timer reached;
};

}  // namespace

/// Everything below `thread_` is touched by that thread alone, once it runs.
struct Worker::Impl {
  Impl(WorkerOptions given, db::Database& db, const Clock& clock, crypto::Random& random,
       std::unique_ptr<Announcer> fleet)
      : options{given}, runner{options, db, clock, random}, announcer{std::move(fleet)} {}

  Task<void> look_for_work();
  Task<void> take_work();
  Task<std::chrono::seconds> tell_the_fleet();
  Task<void> keep_leases();
  Task<void> rest();
  Task<void> run_all(std::vector<Job>);
  void spawn(Job);
  void job_ended(const std::exception_ptr&);
  void look_again();
  void begin_stop();
  void release_keeper();
  void database_failed(std::string_view why);
  void database_answered();

  const WorkerOptions options;
  Runner runner;
  std::shared_ptr<boost::asio::io_context> io = std::make_shared<boost::asio::io_context>(1);
  std::unique_ptr<Announcer> announcer;  ///< null: alone

  std::atomic<bool> wake_posted = false;
  std::mutex mutex;
  std::condition_variable ended;
  bool has_ended = false;
  std::thread thread;

  boost::asio::steady_timer pause{*io};
  boost::asio::steady_timer renewal{*io};
  std::size_t running = 0;
  bool woken = false;
  bool stopping = false;
  bool looking = true;
  bool database_gone = false;
  bool fleet_gone = false;
  std::chrono::milliseconds pause_length{options.poll};
};

Task<void> Worker::Impl::look_for_work() {
  while (!stopping) {
    std::string failure;
    try {
      co_await take_work();
      database_answered();
    } catch (...) {
      failure = class_of(std::current_exception());
    }
    if (!failure.empty()) database_failed(failure);
    co_await rest();
  }
  looking = false;
  release_keeper();
}

Task<void> Worker::Impl::take_work() {
  co_await runner.enqueue_periodic();
  const std::chrono::seconds overdue = announcer ? co_await tell_the_fleet() : std::chrono::seconds{0};
  while (!stopping && running < options.concurrency) {
    const std::size_t room = options.concurrency - running;
    auto jobs = co_await runner.claim(room, overdue);
    const bool more = jobs.size() == room;
    for (Job& job : jobs) spawn(std::move(job));
    if (!more) break;
  }
}

/// How long a job must have been due before it is run here.
Task<std::chrono::seconds> Worker::Impl::tell_the_fleet() {
  constexpr std::size_t at_once = 100;
  bool told = false;
  std::string failure;
  try {
    while (!stopping) {
      auto jobs = co_await runner.announce(at_once);
      const bool more = jobs.size() == at_once;
      if (jobs.empty()) break;
      co_await announcer->announce(std::move(jobs));
      told = true;
      if (!more) break;
    }
  } catch (const db::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (!failure.empty() && !fleet_gone) {
    log::warning("the fleet cannot be told of jobs; they run here", {{"why", failure}});
  }
  if (told && failure.empty() && fleet_gone) log::info("the fleet is told of jobs again");
  fleet_gone = !failure.empty() || (fleet_gone && !told);
  co_return fleet_gone ? std::chrono::seconds{0} : options.patience;
}

Task<void> Worker::Impl::rest() {
  // A failing database is left alone for a while, whoever wakes us.
  const bool may_be_woken = !database_gone;
  if (!stopping && !(woken && may_be_woken)) {
    pause.expires_after(pause_length);
    co_await pause.async_wait(boost::asio::as_tuple(use_task));
  }
  woken = false;
}

Task<void> Worker::Impl::keep_leases() {
  while (looking || running > 0) {
    renewal.expires_after(std::chrono::milliseconds{options.lease} / 3);
    const auto [cut_short] = co_await renewal.async_wait(boost::asio::as_tuple(use_task));
    if (cut_short) continue;
    try {
      co_await runner.renew();
    } catch (...) {
      const std::string why = class_of(std::current_exception());
      log::warning("leases could not be renewed", {{"why", why}});
    }
  }
}

void Worker::Impl::spawn(Job job) {
  ++running;
  boost::asio::co_spawn(*io, runner.run(std::move(job)),
                        [this](std::exception_ptr failure, const Ending&) { job_ended(failure); });
}

void Worker::Impl::job_ended(const std::exception_ptr& failure) {
  if (failure) log::error("job ended outside its rules", {{"why", class_of(failure)}});
  const bool was_full = running-- == options.concurrency;
  if (was_full) look_again();
  release_keeper();
}

void Worker::Impl::look_again() {
  woken = true;
  if (!database_gone) pause.cancel();
}

void Worker::Impl::begin_stop() {
  stopping = true;
  pause.cancel();
  release_keeper();
}

void Worker::Impl::release_keeper() {
  if (looking || running > 0) return;
  renewal.cancel();
  announcer.reset();  // its connection would keep the loop running
}

void Worker::Impl::database_failed(std::string_view why) {
  if (!database_gone) log::error("jobs wait for the database", {{"why", why}});
  pause_length = database_gone ? std::min(pause_length * 2, longest_back_off) : first_back_off;
  database_gone = true;
}

void Worker::Impl::database_answered() {
  if (database_gone) log::info("jobs go on");
  pause_length = options.poll;
  database_gone = false;
}

Task<void> Worker::Impl::run_all(std::vector<Job> jobs) {
  const Executor here = co_await boost::asio::this_coro::executor;
  Countdown countdown{jobs.size(), boost::asio::steady_timer{here, boost::asio::steady_timer::time_point::max()}};
  std::exception_ptr failure;
  for (Job& job : jobs) {
    boost::asio::co_spawn(here, runner.run(std::move(job)), [&](const std::exception_ptr& error, const Ending&) {
      if (error) failure = error;
      if (--countdown.left == 0) countdown.reached.cancel();
    });
  }
  if (countdown.left > 0) co_await countdown.reached.async_wait(boost::asio::as_tuple(use_task));
  if (failure) std::rethrow_exception(failure);
}

Worker::Worker(WorkerOptions options, db::Database& db, const Clock& clock, crypto::Random& random,
               std::unique_ptr<Announcer> fleet)
    : impl_{std::make_unique<Impl>(options, db, clock, random, std::move(fleet))} {}

Worker::~Worker() { stop(std::chrono::seconds{0}); }

void Worker::on(std::string name, JobHandler handler) { impl_->runner.on(std::move(name), std::move(handler)); }

void Worker::every(std::chrono::seconds interval, std::string name) { impl_->runner.every(interval, std::move(name)); }

void Worker::start() {
  Impl& self = *impl_;
  const auto fail_loudly = [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  };
  boost::asio::co_spawn(*self.io, self.look_for_work(), fail_loudly);
  boost::asio::co_spawn(*self.io, self.keep_leases(), fail_loudly);
  self.thread = std::thread{[&self] {
    name_this_thread("foyer-jobs");
    never_give_up_on_memory();
    self.io->run();
    const std::lock_guard lock{self.mutex};
    self.has_ended = true;
    self.ended.notify_all();
  }};
}

void Worker::wake() noexcept {
  Impl& self = *impl_;
  if (self.wake_posted.exchange(true)) return;
  boost::asio::post(*self.io, [&self] {
    self.wake_posted = false;
    self.look_again();
  });
}

void Worker::stop(std::chrono::seconds limit) {
  Impl& self = *impl_;
  if (!self.thread.joinable()) return;
  boost::asio::post(*self.io, [&self] { self.begin_stop(); });
  std::unique_lock lock{self.mutex};
  const bool in_time = self.ended.wait_for(lock, limit, [&self] { return self.has_ended; });
  lock.unlock();
  if (!in_time) {
    log::warning("jobs were abandoned; they will run again when their leases end");
    self.io->stop();
  }
  self.thread.join();
  if (!in_time) keep_for_ever(self.io);
}

Task<std::size_t> Worker::run_due() {
  std::size_t ran = 0;
  for (;;) {
    co_await impl_->runner.enqueue_periodic();
    auto jobs = co_await impl_->runner.claim(impl_->options.concurrency);
    if (jobs.empty()) co_return ran;
    ran += jobs.size();
    co_await impl_->run_all(std::move(jobs));
  }
}

}  // namespace foyer::tasks
