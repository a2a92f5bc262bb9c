#include "auth/cleanup.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "platform/observe/log.h"
#include "platform/tasks/store.h"

namespace foyer {
namespace {

using Steady = std::chrono::steady_clock;

/// As many rows as a transaction deletes in some ten milliseconds, for SQLite has one writer and viewers wait for it.
class BatchSize {
 public:
  std::int64_t rows() const noexcept { return rows_; }
  void took(Steady::duration time) noexcept {
    if (time > std::chrono::milliseconds{20}) rows_ = std::max<std::int64_t>(rows_ / 2, 50);
    if (time < std::chrono::milliseconds{5}) rows_ = std::min<std::int64_t>(rows_ * 2, most);
  }

 private:
  /// PostgreSQL would read a whole table rather than find many more one by one.
  static constexpr std::int64_t most = 500;
  std::int64_t rows_ = 200;
};

/// A hundred thousand rows a second are enough: PostgreSQL could do more, and would leave viewers less of its machine.
constexpr std::chrono::microseconds for_each_row{10};

/// Longer than any sensible TOKEN_CLEANUP_INTERVAL: the row of a periodic job keeps its time slot from running twice.
constexpr std::chrono::hours finished_jobs_stay{7 * 24};

struct FinishedJobs {
  Time before;
  Task<db::Swept> delete_some(db::Tx& tx, db::Batch batch) {
    co_return co_await jobs_store::delete_finished(tx, before, batch);
  }
};

}  // namespace

template <class Owner>
Task<std::int64_t> Cleanup::drain(Owner& owner, Task<db::Swept> (Owner::*delete_some)(db::Tx&, db::Batch)) {
  BatchSize size;
  std::int64_t total = 0;
  boost::asio::steady_timer rest{co_await boost::asio::this_coro::executor};
  db::Batch batch;
  for (bool more = true; more;) {
    batch.limit = size.rows();
    const auto began = Steady::now();
    const db::Swept swept = co_await parts_.db.transact(owner, delete_some, batch);
    size.took(Steady::now() - began);
    rest.expires_at(began + swept.deleted * for_each_row);
    more = swept.deleted == batch.limit;
    if (more) co_await rest.async_wait(use_task);
    batch.from = swept.until;
    total += swept.deleted;
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
