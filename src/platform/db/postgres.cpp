#include "platform/db/postgres.h"

#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>

#include "platform/db/postgres_coalescer.h"
#include "platform/db/postgres_error.h"
#include "platform/db/postgres_pool.h"

namespace foyer::db {
namespace {

using namespace std::chrono_literals;

constexpr int most_attempts = 6;

/// A refused row may be one that came between a body's look and its write: it deserves a second look, and one only.
bool may_end_otherwise(const std::exception_ptr& failure, int attempt) {
  try {
    std::rethrow_exception(failure);
  } catch (const Collision&) {
    return attempt < most_attempts;
  } catch (const ConstraintViolation&) {
    return attempt == 1;
  } catch (...) {
    return false;
  }
}

/// Doubled each time, and uneven, so that those who collided do not meet again.
Task<void> stand_back(int attempt) {
  const auto longest = 4ms * (1 << attempt);
  const auto uneven = std::chrono::steady_clock::now().time_since_epoch() % longest;
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, longest / 4 + uneven};
  co_await timer.async_wait(boost::asio::as_tuple(use_task));
}

class Postgres final : public Database {
 public:
  Postgres(std::shared_ptr<PostgresPool> pool, std::size_t max_waiting)
      : pool_{std::move(pool)},
        reads_{std::make_shared<PostgresCoalescer>(std::bind_front(&Postgres::read_once, pool_), max_waiting)},
        changes_{std::make_shared<PostgresCoalescer>(std::bind_front(&Postgres::change_once, pool_), max_waiting)} {
    pool_->open_first();
  }
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;
  ~Postgres() override { pool_->close(); }

  Dialect dialect() const noexcept override { return Dialect::postgres; }

 private:
  Task<void> read_erased(const std::function<Task<void>(Conn&)>& body) override {
    const auto pool = pool_;
    const auto lease = co_await pool->lease();
    co_await body(lease.conn());
  }

  Task<void> transact_erased(const TransactionBody& body) override { return transact_with(pool_, body, false); }
  Task<void> note_erased(const TransactionBody& body) override { return transact_with(pool_, body, true); }

  Task<std::vector<Row>> read_shared(const SharedSql& sql, std::span<const Value> values) override {
    return reads_->ask(sql, values);
  }
  Task<std::int64_t> change_shared(const SharedSql& sql, std::span<const Value> values) override {
    const std::vector<Row> changed = co_await changes_->ask(sql, values);
    co_return std::ssize(changed);
  }

  // Of a pool that may outlive this: those who wait for a shared statement do.
  static Task<Answer> read_once(std::shared_ptr<PostgresPool> pool, Sql sql, std::span<const Value> values) {
    const auto lease = co_await pool->lease();
    Answer answer;
    co_await keep_answer(lease.conn(), sql, values, answer);
    co_return answer;
  }
  static Task<Answer> change_once(std::shared_ptr<PostgresPool> pool, Sql sql, std::span<const Value> values) {
    Answer answer;
    const TransactionBody run{[&](Tx& tx) { return keep_last_answer(tx, sql, values, answer); }, true};
    co_await transact_with(pool, run, false);
    co_return answer;
  }

  static Task<void> transact_with(std::shared_ptr<PostgresPool> pool, const TransactionBody& body, bool relaxed) {
    for (int attempt = 1;; ++attempt) {
      AfterCommit hooks;
      const std::exception_ptr failure = co_await attempt_once(*pool, body, relaxed, hooks);
      if (!failure) {
        hooks.run();
        co_return;
      }
      if (!body.can_repeat || !may_end_otherwise(failure, attempt)) std::rethrow_exception(failure);
      co_await stand_back(attempt);
    }
  }

  static Task<std::exception_ptr> attempt_once(PostgresPool& pool, const TransactionBody& body, bool relaxed,
                                               AfterCommit& hooks) {
    const auto lease = co_await pool.lease();
    PostgresConn& conn = lease.conn();
    conn.begin(relaxed);
    Tx tx{conn, hooks};
    bool keep = false;
    std::exception_ptr failure;
    try {
      keep = co_await body.run(tx);
    } catch (...) {
      failure = std::current_exception();
    }
    if (!keep) hooks.forget();
    try {
      if (keep) {
        co_await conn.commit();
      } else {
        co_await conn.rollback();
      }
    } catch (...) {
      if (!failure && keep) failure = std::current_exception();
    }
    co_return failure;
  }

  std::shared_ptr<PostgresPool> pool_;
  std::shared_ptr<PostgresCoalescer> reads_;
  std::shared_ptr<PostgresCoalescer> changes_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(PostgresOptions options) {
  const std::size_t max_waiting = options.max_waiting;
  return std::make_unique<Postgres>(std::make_shared<PostgresPool>(std::move(options)), max_waiting);
}

}  // namespace foyer::db
