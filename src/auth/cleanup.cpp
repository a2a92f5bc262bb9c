#include "auth/cleanup.h"

#include "platform/observe/log.h"
#include "platform/tasks/store.h"

namespace foyer {
namespace {

constexpr std::int64_t batch = 1'000;
/// Longer than any sensible TOKEN_CLEANUP_INTERVAL: the row of a periodic job keeps its time slot from running twice.
constexpr std::chrono::hours finished_jobs_stay{7 * 24};

}  // namespace

template <class Owner>
Task<std::int64_t> Cleanup::drain(Owner& owner, Task<std::int64_t> (Owner::*delete_some)(db::Tx&, std::int64_t)) {
  std::int64_t total = 0;
  for (std::int64_t deleted = batch; deleted == batch; total += deleted) {
    deleted = co_await parts_.db.transact(owner, delete_some, batch);
  }
  co_return total;
}

Task<tasks::JobOutcome> Cleanup::run(tasks::Job) {
  const auto tokens = co_await drain(parts_.verification, &Verification::delete_expired);
  const auto sessions = co_await drain(parts_.sessions, &Sessions::delete_expired);
  const auto counters = co_await drain(parts_.limits, &Limits::delete_expired);
  const auto guesses = co_await drain(parts_.guesses, &Guesses::delete_old);
  const auto devices = co_await drain(parts_.devices, &Devices::delete_old);
  const Time week_ago = parts_.clock.now() - finished_jobs_stay;
  std::int64_t jobs = 0;
  for (std::int64_t deleted = batch; deleted == batch; jobs += deleted) {
    deleted = co_await parts_.db.transact(&jobs_store::delete_finished, week_ago, batch);
  }
  log::info("expired rows deleted", {{"one_time_tokens", tokens},
                                     {"sessions", sessions},
                                     {"limit_counters", counters},
                                     {"password_guesses", guesses},
                                     {"known_devices", devices},
                                     {"jobs", jobs}});
  co_return tasks::JobOutcome{};
}

}  // namespace foyer
