#include "auth/cleanup.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "auth/link_requests.h"
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
constexpr std::chrono::days finished_jobs_stay{7};
/// Time for an operator to see them and try them again.
constexpr std::chrono::days dead_jobs_stay{30};
/// An undone one keeps the address of whoever asked, sealed, and an erasure cannot tell whose it is.
constexpr std::chrono::days undone_link_requests_stay{1};

struct EndedJobs {
  Time now;
  Task<db::Swept> delete_finished(db::Tx& tx, db::Batch batch) {
    co_return co_await jobs_store::delete_finished(tx, now - finished_jobs_stay, now - dead_jobs_stay, batch);
  }
  Task<db::Swept> delete_link_requests(db::Tx& tx, db::Batch batch) {
    co_return co_await jobs_store::delete_undone(tx, link_request_job, now - undone_link_requests_stay, batch);
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
  EndedJobs ended{parts_.clock.now()};
  const auto link_requests = co_await drain(ended, &EndedJobs::delete_link_requests);
  const auto jobs = co_await drain(ended, &EndedJobs::delete_finished);
  log::info("expired rows deleted", {{"one_time_tokens", tokens},
                                     {"sessions", sessions},
                                     {"limit_counters", counters},
                                     {"password_guesses", guesses},
                                     {"known_devices", devices},
                                     {"jobs", link_requests + jobs}});
  co_return tasks::JobOutcome{};
}

}  // namespace foyer
