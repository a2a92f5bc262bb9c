#include "platform/db/postgres_coalescer.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <iterator>
#include <optional>

#include "platform/db/postgres_values.h"
#include "platform/db/statistics.h"

namespace foyer::db {
namespace {

/// Bounds how long one statement holds the rows of all its callers.
constexpr std::size_t max_batch = 256;

}  // namespace

struct PostgresCoalescer::Caller {
  std::span<const Value> values;
  std::move_only_function<void(std::exception_ptr, std::vector<Row>)> resume;
  std::exception_ptr failure = nullptr;
  std::vector<Row> rows{};
};

class PostgresCoalescer::Line {
 public:
  Line() = default;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { clear(); }

  std::size_t size() const noexcept { return waiting_.size(); }
  void add(Caller caller) {
    waiting_.push_back(std::move(caller));
    count(1);
  }
  std::vector<Caller> take() {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), max_batch));
    std::vector<Caller> batch{std::move_iterator{waiting_.begin()}, std::move_iterator{end}};
    waiting_.erase(waiting_.begin(), end);
    count(-std::ssize(batch));
    return batch;
  }
  /// Ends the coroutines that wait here.
  void clear() {
    const std::vector<Caller> left = std::exchange(waiting_, {});
    count(-std::ssize(left));
  }

 private:
  static void count(std::int64_t by) { statistics().waiting.fetch_add(by, std::memory_order_relaxed); }

  std::vector<Caller> waiting_;
};

/// Ends a line on every way out, also when its loop is destroyed: those who wait own the frames that know the line.
class PostgresCoalescer::Leaving {
 public:
  Leaving(PostgresCoalescer& from, const Key& key, Line& line) : from_{from}, key_{key}, line_{line} {}
  Leaving(const Leaving&) = delete;
  Leaving& operator=(const Leaving&) = delete;
  ~Leaving() {
    {
      const std::lock_guard lock{from_.mutex_};
      from_.lines_.erase(key_);
    }
    line_.clear();
  }

 private:
  PostgresCoalescer& from_;
  const Key key_;
  Line& line_;
};

PostgresCoalescer::PostgresCoalescer(Execute execute, std::size_t max_waiting)
    : execute_{std::move(execute)}, max_waiting_{std::max<std::size_t>(max_waiting, 1)} {}

Task<std::vector<Row>> PostgresCoalescer::ask(SharedSql sql, std::span<const Value> values) {
  const Executor here = co_await boost::asio::this_coro::executor;
  const auto line = line_of(here, sql);
  if (line->size() >= max_waiting_) throw Unavailable{"PostgreSQL: too many callers wait for a statement"};
  auto start = [&line, values](auto handler) { line->add(Caller{.values = values, .resume = std::move(handler)}); };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                                 void(std::exception_ptr, std::vector<Row>)>(std::move(start),
                                                                                             use_task);
}

/// One that is being served, or is about to be.
std::shared_ptr<PostgresCoalescer::Line> PostgresCoalescer::line_of(const Executor& here, const SharedSql& sql) {
  const Key key{&here.context(), sql.many.for_postgres().data()};
  std::shared_ptr<Line> line;
  {
    const std::lock_guard lock{mutex_};
    auto& known = lines_[key];
    if (known) return known;
    line = known = std::make_shared<Line>();
  }
  boost::asio::co_spawn(here, serve(shared_from_this(), key, sql, line), boost::asio::detached);
  return line;
}

Task<void> PostgresCoalescer::serve(std::shared_ptr<PostgresCoalescer> self, Key key, SharedSql sql,
                                    std::shared_ptr<Line> line) {
  const Leaving leaving{*self, key, *line};
  const Executor here = co_await boost::asio::this_coro::executor;
  do {
    // Whoever this turn of the loop makes ask comes along.
    co_await boost::asio::post(use_task);
    std::vector<Caller> batch = line->take();
    co_await self->carry(sql, batch);
    boost::asio::post(here, [batch = std::move(batch)]() mutable {
      for (Caller& caller : batch) caller.resume(caller.failure, std::move(caller.rows));
    });
  } while (line->size() > 0);
}

void PostgresCoalescer::fail(std::span<Caller> batch, const std::exception_ptr& failure) {
  for (Caller& caller : batch) caller.failure = failure;
}

std::vector<std::string> PostgresCoalescer::columns_of(std::span<const Caller> batch) {
  std::vector<std::string> columns;
  std::vector<Value> column(batch.size());
  for (std::size_t parameter = 0; parameter < batch.front().values.size(); ++parameter) {
    std::ranges::transform(batch, column.begin(), [=](const Caller& caller) { return caller.values[parameter]; });
    columns.push_back(encode_array(column));
  }
  return columns;
}

void PostgresCoalescer::deliver(std::vector<Row> rows, std::span<Caller> batch) {
  for (Row& row : rows) {
    std::int64_t place = 0;
    if (!row.empty()) from_cell(row.back(), place);
    if (place < 1 || place > std::ssize(batch)) throw BadRow{"a row is nobody's: its last column is no place"};
    row.pop_back();
    batch[static_cast<std::size_t>(place - 1)].rows.push_back(std::move(row));
  }
}

Task<void> PostgresCoalescer::carry(SharedSql sql, std::span<Caller> batch) {
  try {
    const std::vector<std::string> columns = columns_of(batch);
    std::vector<Value> values;
    for (const std::string& column : columns) values.emplace_back(BlobView{column});
    Answer answer = co_await execute_(sql.many, values);
    deliver(std::move(answer.rows), batch);
    co_return;
  } catch (const Unavailable&) {
    co_return fail(batch, std::current_exception());
  } catch (const BadRow&) {
    // The statement is done, and is not done twice.
    co_return fail(batch, std::current_exception());
  } catch (...) {
    if (batch.size() == 1) co_return fail(batch, std::current_exception());
  }
  for (Caller& one : batch) co_await carry(sql, std::span{&one, 1});
}

}  // namespace foyer::db
