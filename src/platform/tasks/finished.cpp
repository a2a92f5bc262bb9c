#include "platform/tasks/finished.h"

#include "platform/observe/metrics.h"

namespace foyer::tasks {
namespace {

metrics::Counters finished{"foyer_jobs_finished_total",
                           "Runs of background jobs, by how they ended: done, retried, or dead after the last try.",
                           {"name", "outcome"}};

std::string_view word_of(Verdict::Next next) noexcept {
  switch (next) {
    case Verdict::Next::done:
      return "done";
    case Verdict::Next::queued:
      return "retried";
    case Verdict::Next::dead:
      break;
  }
  return "dead";
}

}  // namespace

void count_finished(std::string_view name, Verdict::Next next) { finished.add({name, word_of(next)}); }

}  // namespace foyer::tasks
