#pragma once
// Takes jobs from the table, runs their handlers and writes down how they ended. Knows no thread and no loop: the
// worker calls it. One thread at a time.

#include <map>
#include <string>
#include <vector>

#include "platform/tasks/rules.h"
#include "platform/tasks/store.h"
#include "platform/tasks/worker.h"

namespace foyer::tasks {

/// What became of a job.
struct Ending {
  Verdict verdict;
  std::string why;
};

class Runner {
 public:
  Runner(const WorkerOptions& options, db::Database& db, const Clock& clock, crypto::Random& random)
      : options_{options}, db_{db}, clock_{clock}, random_{random} {}

  void on(std::string name, JobHandler handler) { handlers_[std::move(name)] = std::move(handler); }
  void every(std::chrono::seconds interval, std::string name) { periodics_.push_back({interval, std::move(name), {}}); }

  /// Adds the periodic jobs whose slot has begun.
  Task<void> enqueue_periodic();
  /// Leases at most `limit` jobs that have been due for `overdue`, oldest first. Throws what the database throws, as
  /// enqueue_periodic and renew do.
  Task<std::vector<Job>> claim(std::size_t limit, std::chrono::seconds overdue = std::chrono::seconds{0});
  /// Leases this job; nothing if it is not due or somebody has it.
  Task<std::optional<Job>> claim_one(DueJob);
  /// Due jobs to tell the fleet of; they are not given out again for a while.
  Task<std::vector<DueJob>> announce(std::size_t limit);
  /// Runs one claimed job to its verdict. Throws nothing: what the database refuses is left to the lease.
  Task<Ending> run(Job);
  /// Runs the handler of periodic work that has no row, once.
  Task<JobOutcome> run_unrecorded(std::string name);
  /// Prolongs the leases of the jobs that run() is busy with.
  Task<void> renew();

 private:
  struct Periodic {
    std::chrono::seconds interval;
    std::string name;
    Time enqueued;  ///< the last slot this process saw to
  };

  Task<JobOutcome> try_handler(Job);
  Task<Verdict> settle(Job, JobOutcome);
  Task<bool> store(const Job&, const Verdict&, const std::string& why);
  Job hold(jobs_store::ClaimedRow);
  double jitter();

  const WorkerOptions options_;
  db::Database& db_;
  const Clock& clock_;
  crypto::Random& random_;
  std::map<std::string, JobHandler, std::less<>> handlers_;
  std::vector<Periodic> periodics_;
  std::map<JobId, std::int64_t> in_flight_;  ///< the attempt we hold of each
};

}  // namespace foyer::tasks
