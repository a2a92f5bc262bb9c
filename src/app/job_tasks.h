#pragma once
// Jobs as Celery tasks. A task that names a row takes the row's lease and runs it, whoever sent it and however often; a
// periodic task may come without a row, from a beat or any Celery client.
// Threads: those of the worker's run().

#include "app/services.h"
#include "platform/celery/worker.h"
#include "platform/tasks/runner.h"

namespace foyer::app {

class JobTasks {
 public:
  JobTasks(const Settings&, Storage&, Services&, const Clock&, crypto::Random&);

  /// Registers every kind of work, and foyer.noop, which does nothing and proves that the fleet works.
  void offer_to(celery::CeleryWorker&);
  /// Prolongs the leases of what runs, for ever.
  Task<void> keep_leases();

 private:
  Task<celery::Outcome> run(celery::Call);
  Task<celery::Outcome> run_row(tasks::DueJob);
  bool is_periodic(std::string_view name) const;

  const Clock& clock_;
  tasks::Runner runner_;
  std::vector<std::string> names_;
  std::vector<Periodic> periodic_;
};

}  // namespace foyer::app
