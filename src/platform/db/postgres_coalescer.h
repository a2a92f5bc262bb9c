#pragma once
// One statement for all who ask it at the same moment (docs/adr/0018-refreshes-share-a-statement.md). While one is
// under way on a loop, those of that loop who ask the same gather and are the next to go. Nobody waits for company: a
// lone caller goes at once. Callers of one statement share a loop and end with it, so none can be left behind by
// another.

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "platform/async/task.h"
#include "platform/db/value.h"

namespace foyer::db {

class PostgresCoalescer : public std::enable_shared_from_this<PostgresCoalescer> {
 public:
  /// Runs one statement to its end; what it changed is durable then.
  using Execute = std::function<Task<Answer>(Sql, std::span<const Value>)>;

  PostgresCoalescer(Execute, std::size_t max_waiting);

  /// The rows of this caller, without their places. A failure is that of everyone who shared the statement; but where
  /// the server refused a value, each is asked for alone and whose value it was is told so. Any thread.
  Task<std::vector<Row>> ask(SharedSql, std::span<const Value>);

 private:
  struct Caller;
  class Line;
  class Leaving;
  using Key = std::pair<const boost::asio::execution_context*, const char*>;

  std::shared_ptr<Line> line_of(const Executor&, const SharedSql&);
  static Task<void> serve(std::shared_ptr<PostgresCoalescer>, Key, SharedSql, std::shared_ptr<Line>);
  Task<void> carry(SharedSql, std::span<Caller>);
  /// The values of all callers, parameter by parameter.
  static std::vector<std::string> columns_of(std::span<const Caller>);
  static void deliver(std::vector<Row>, std::span<Caller>);
  static void fail(std::span<Caller>, const std::exception_ptr&);

  const Execute execute_;
  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<Line>> lines_;  ///< those being served; each is touched by its loop alone
};

}  // namespace foyer::db
