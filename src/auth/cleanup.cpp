#include "auth/cleanup.h"

#include "platform/observe/log.h"
#include "platform/tasks/store.h"

namespace foyer {
namespace {

constexpr std::int64_t batch = 1'000;
/// Longer than any sensible TOKEN_CLEANUP_INTERVAL: the row of a periodic job keeps its time slot from running twice.
constexpr std::chrono::hours finished_jobs_stay{7 * 24};

}  // namespace

Task<tasks::JobOutcome> Cleanup::run(tasks::Job) {
  std::int64_t tokens = 0;
  std::int64_t sessions = 0;
  std::int64_t jobs = 0;
  for (std::int64_t deleted = batch; deleted == batch; tokens += deleted) {
    deleted = co_await db_.transact(verification_, &Verification::delete_expired, batch);
  }
  for (std::int64_t deleted = batch; deleted == batch; sessions += deleted) {
    deleted = co_await db_.transact(sessions_, &Sessions::delete_expired, batch);
  }
  const Time week_ago = clock_.now() - finished_jobs_stay;
  for (std::int64_t deleted = batch; deleted == batch; jobs += deleted) {
    deleted = co_await db_.transact(&jobs_store::delete_finished, week_ago, batch);
  }
  log::info("expired tokens deleted", {{"one_time_tokens", tokens}, {"sessions", sessions}, {"jobs", jobs}});
  co_return tasks::JobOutcome{};
}

}  // namespace foyer
