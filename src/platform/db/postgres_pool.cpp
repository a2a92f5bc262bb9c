#include "platform/db/postgres_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "platform/db/postgres_error.h"
#include "platform/db/statistics.h"

namespace foyer::db {
namespace {

using namespace std::chrono_literals;

/// Longer ago, and a firewall may have forgotten the connection without telling either end.
constexpr auto fresh = 30s;
constexpr auto longest_idle = 10min;
/// While the server is away its callers are refused at once; one of them asks again this often.
constexpr auto between_attempts = 250ms;
constexpr std::size_t opening_threads = 2;

void count(std::atomic<std::int64_t>& what, std::int64_t by) { what.fetch_add(by, std::memory_order_relaxed); }

/// One who waits, however the waiting ends.
class Queued {
 public:
  Queued() { count(statistics().waiting, 1); }
  Queued(const Queued&) = delete;
  Queued& operator=(const Queued&) = delete;
  ~Queued() { count(statistics().waiting, -1); }
};

}  // namespace

PostgresPool::PostgresPool(PostgresOptions options)
    : options_{std::move(options)}, free_{std::max<std::size_t>(options_.pool, 1)}, openers_{opening_threads} {}

PostgresPool::~PostgresPool() = default;

void PostgresPool::open_first() {
  auto conn = std::make_unique<PostgresConn>(open_session(options_), options_.timeout);
  const std::lock_guard lock{mutex_};
  push_idle(std::move(conn));
}

void PostgresPool::close() {
  std::deque<std::unique_ptr<PostgresConn>> ended;
  std::deque<Waiting> line;
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    ended = std::exchange(idle_, {});
    count(statistics().idle, -std::ssize(ended));
    line = std::exchange(line_, {});
  }
  openers_.join();
}

Task<PostgresPool::Lease> PostgresPool::lease() {
  const Executor here = co_await boost::asio::this_coro::executor;
  Permit held = co_await permit();
  while (auto conn = take_idle()) {
    if (!conn->is_still_open()) continue;
    const bool is_fresh = SteadyClock::now() - conn->last_used() < fresh;
    conn->attach(here);
    if (!is_fresh && !co_await answers(*conn)) continue;
    co_return Lease{std::move(held), std::move(conn)};
  }
  auto conn = co_await open();
  conn->attach(here);
  co_return Lease{std::move(held), std::move(conn)};
}

Task<bool> PostgresPool::answers(PostgresConn& conn) {
  try {
    co_await conn.ping();
    co_return true;
  } catch (const Unavailable&) {
    co_return false;
  }
}

Task<PostgresPool::Permit> PostgresPool::permit() {
  Waiting waiting;
  {
    const std::lock_guard lock{mutex_};
    if (closed_) throw Unavailable{"PostgreSQL: the database was closed"};
    if (free_ > 0) {
      --free_;
      count(statistics().busy, 1);
      co_return Permit{shared_from_this()};
    }
    forget_abandoned();
    if (line_.size() >= options_.max_waiting) throw Unavailable{"PostgreSQL: too many callers wait for a connection"};
    waiting = line_.emplace_back(std::make_shared<Handover<Permit>>());
  }
  const Queued queued;
  auto given = co_await Handover<Permit>::wait(waiting, SteadyClock::now() + options_.patience);
  if (!given) throw Unavailable{"PostgreSQL: all connections are in use; DATABASE_POOL says how many there may be"};
  co_return std::move(*given);
}

/// All wait equally long, so those who gave up stand in front.
void PostgresPool::forget_abandoned() {
  while (!line_.empty() && line_.front()->is_abandoned()) line_.pop_front();
}

void PostgresPool::release() {
  // Handed on or dropped without the lock: a permit that nobody wants comes back here.
  Waiting next;
  {
    const std::lock_guard lock{mutex_};
    forget_abandoned();
    if (line_.empty()) {
      ++free_;
      count(statistics().busy, -1);
      return;
    }
    next = std::move(line_.front());
    line_.pop_front();
  }
  Permit passed_on{shared_from_this()};
  next->give(passed_on);
}

std::unique_ptr<PostgresConn> PostgresPool::take_idle() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return nullptr;
  auto conn = std::move(idle_.back());
  idle_.pop_back();
  count(statistics().idle, -1);
  return conn;
}

void PostgresPool::keep(std::unique_ptr<PostgresConn> conn) {
  conn->detach();
  if (!conn->is_idle_and_sound()) return;
  std::unique_ptr<PostgresConn> unneeded;
  const std::lock_guard lock{mutex_};
  if (closed_) return;
  push_idle(std::move(conn));
  if (SteadyClock::now() - idle_.front()->last_used() < longest_idle) return;
  unneeded = std::move(idle_.front());
  idle_.pop_front();
  count(statistics().idle, -1);
}

void PostgresPool::push_idle(std::unique_ptr<PostgresConn> conn) {
  idle_.push_back(std::move(conn));
  count(statistics().idle, 1);
}

/// One whose caller gave up meanwhile. The permits out are connections in use or soon to be.
void PostgresPool::keep_if_room(std::unique_ptr<PostgresConn> conn) {
  const std::lock_guard lock{mutex_};
  const std::size_t in_use = options_.pool - std::min(free_, options_.pool);
  if (!closed_ && idle_.size() + in_use < options_.pool) push_idle(std::move(conn));
}

Task<std::unique_ptr<PostgresConn>> PostgresPool::open() {
  refuse_after_failure();
  const auto opening = std::make_shared<Opening>();
  open_on_thread(opening);
  auto opened = co_await Opening::wait(opening, SteadyClock::now() + options_.patience);
  if (opened && *opened) co_return std::move(*opened);
  const std::lock_guard lock{mutex_};
  throw Unavailable{opened ? last_failure_ : "PostgreSQL: no connection in time"};
}

void PostgresPool::refuse_after_failure() {
  const std::lock_guard lock{mutex_};
  if (closed_) throw Unavailable{"PostgreSQL: the database was closed"};
  const auto now = SteadyClock::now();
  if (last_failure_.empty()) return;
  if (now - failed_at_ < between_attempts) throw Unavailable{last_failure_};
  failed_at_ = now;
}

void PostgresPool::open_on_thread(const std::shared_ptr<Opening>& opening) {
  // close() joins these threads before the pool can go.
  boost::asio::post(openers_, [this, opening] {
    std::unique_ptr<PostgresConn> conn;
    std::string failure;
    if (!opening->is_abandoned()) {
      try {
        conn = std::make_unique<PostgresConn>(open_session(options_), options_.timeout);
      } catch (const std::exception& thrown) {
        failure = thrown.what();
      }
    }
    {
      const std::lock_guard lock{mutex_};
      last_failure_ = failure;
      failed_at_ = SteadyClock::now();
    }
    if (!opening->give(conn) && conn) keep_if_room(std::move(conn));
  });
}

}  // namespace foyer::db
