#pragma once
// Runs jobs inside the process. In a fleet it announces them instead, and runs only what nobody took. Jobs are leased
// (a crash frees them), tried at most 8 times with back-off 5 s · 4ⁿ (at most 1 h, ±20 %), and at least once: handlers
// are idempotent. One thread, many jobs in flight.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/ids.h"
#include "platform/async/task.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"
#include "platform/tasks/announcer.h"

namespace foyer::tasks {

struct Job {
  JobId id{};
  std::string name;
  std::string arguments;
  int attempts = 0;                    ///< this one included
  std::optional<std::string> trace{};  ///< W3C traceparent of the request that ordered it
};

/// How a try ended. `why` goes to the log and to `jobs list`: no secret, no address.
struct JobOutcome {
  enum class Kind { done, retry, dead } kind = Kind::done;
  std::string why{};
};

using JobHandler = std::function<Task<JobOutcome>(Job)>;

struct WorkerOptions {
  std::size_t concurrency = 8;
  std::chrono::seconds lease{120};
  std::chrono::milliseconds poll{1000};  ///< wake() makes new work start at once; polling finds the rest
  std::chrono::seconds patience{60};     ///< in a fleet: how long an announced job may wait for others
};

class Worker {
 public:
  /// With an announcer it is one of a fleet.
  Worker(WorkerOptions, db::Database&, const Clock&, crypto::Random&, std::unique_ptr<Announcer> = nullptr);
  ~Worker();

  void on(std::string name, JobHandler);
  /// Enqueues `name` once per interval (one row per time slot whatever the number of processes), first at once.
  void every(std::chrono::seconds interval, std::string name);
  void start();
  /// Looks for due jobs now. Any thread.
  void wake() noexcept;
  /// Takes no new job, waits for running ones at most `limit`, then abandons them to their lease.
  void stop(std::chrono::seconds limit);
  /// Runs everything due until nothing is; for tests and for `jobs run`.
  Task<std::size_t> run_due();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// 5 s · 4^(attempts-1), at most 1 h, times `jitter` (0.8 … 1.2).
std::chrono::milliseconds back_off(int attempts, double jitter) noexcept;

}  // namespace foyer::tasks
