#include "auth/cleanup.h"

#include <algorithm>
#include <chrono>

#include "platform/observe/log.h"
#include "platform/tasks/store.h"

namespace foyer {
namespace {

using Steady = std::chrono::steady_clock;

/// As many rows as a transaction deletes in some ten milliseconds, for SQLite has one writer and viewers wait for it.
class Batch {
 public:
  std::int64_t size() const noexcept { return size_; }
  void took(Steady::duration time) noexcept {
    if (time > std::chrono::milliseconds{20}) size_ = std::max<std::int64_t>(size_ / 2, 50);
    if (time < std::chrono::milliseconds{5}) size_ = std::min<std::int64_t>(size_ * 2, 5'000);
  }

 private:
  std::int64_t size_ = 200;
};

/// Longer than any sensible TOKEN_CLEANUP_INTERVAL: the row of a periodic job keeps its time slot from running twice.
constexpr std::chrono::hours finished_jobs_stay{7 * 24};

struct FinishedJobs {
  Time before;
  Task<std::int64_t> delete_some(db::Tx& tx, std::int64_t limit) {
    co_return co_await jobs_store::delete_finished(tx, before, limit);
  }
};

}  // namespace

template <class Owner>
Task<std::int64_t> Cleanup::drain(Owner& owner, Task<std::int64_t> (Owner::*delete_some)(db::Tx&, std::int64_t)) {
  Batch batch;
  std::int64_t total = 0;
  for (bool more = true; more;) {
    const auto began = Steady::now();
    const std::int64_t deleted = co_await parts_.db.transact(owner, delete_some, batch.size());
    more = deleted == batch.size();
    batch.took(Steady::now() - began);
    total += deleted;
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
  FinishedJobs finished{week_ago};
  const auto jobs = co_await drain(finished, &FinishedJobs::delete_some);
  log::info("expired rows deleted", {{"one_time_tokens", tokens},
                                     {"sessions", sessions},
                                     {"limit_counters", counters},
                                     {"password_guesses", guesses},
                                     {"known_devices", devices},
                                     {"jobs", jobs}});
  co_return tasks::JobOutcome{};
}

}  // namespace foyer
