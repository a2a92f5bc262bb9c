#pragma once
// One connection, one statement at a time. Row structs are described with BOOST_DESCRIBE_STRUCT; columns are taken in
// the order of the members, those of bases first, so every statement lists its columns.
//
//   struct AccountRow { UserId id; std::string email; };
//   BOOST_DESCRIBE_STRUCT(AccountRow, (), (id, email))
//   auto found = co_await conn.first<AccountRow>("SELECT id, email FROM users WHERE email = $1", email);

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "platform/async/task.h"
#include "platform/db/after_commit.h"
#include "platform/db/errors.h"
#include "platform/db/value.h"

namespace foyer::db {

class Database;
class Migrator;

template <class T>
T read_row(Row& row) {
  T out{};
  if constexpr (boost::describe::has_describe_members<T>::value) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    if (row.size() != boost::mp11::mp_size<Members>::value) throw BadRow{"wrong number of columns"};
    std::size_t column = 0;
    boost::mp11::mp_for_each<Members>([&](auto member) { from_cell(row[column++], out.*member.pointer); });
  } else {
    if (row.size() != 1) throw BadRow{"wrong number of columns"};
    from_cell(row.front(), out);
  }
  return out;
}

class Conn {
 public:
  virtual ~Conn() = default;
  Conn() = default;
  Conn(const Conn&) = delete;
  Conn& operator=(const Conn&) = delete;

  /// The first row, or nothing.
  template <class T, class... Args>
  Task<std::optional<T>> first(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    Answer answer = co_await execute(sql, values);
    if (answer.rows.empty()) co_return std::nullopt;
    co_return read_row<T>(answer.rows.front());
  }

  template <class T, class... Args>
  Task<std::vector<T>> all(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    Answer answer = co_await execute(sql, values);
    std::vector<T> out;
    out.reserve(answer.rows.size());
    for (Row& row : answer.rows) out.push_back(read_row<T>(row));
    co_return out;
  }

  /// Number of rows changed.
  template <class... Args>
  Task<std::int64_t> run(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    const Answer answer = co_await execute(sql, values);
    co_return answer.changed;
  }

 private:
  friend class Database;
  friend class Migrator;
  friend class Tx;

  virtual Task<Answer> execute(Sql sql, std::span<const Value> values) = 0;
  /// A SELECT that keeps the rows it found from others who lock or change them; where writers come one at a time that
  /// is no work.
  virtual Task<Answer> execute_locking(Sql sql, std::span<const Value> values) { return execute(sql, values); }
  virtual bool has_concurrent_writers() const noexcept { return false; }
  virtual void commit_with_next() noexcept {}
  /// Several statements without parameters, in order, up to the first that fails; it throws naming that one.
  virtual Task<void> run_script(std::string_view statements) = 0;
};

/// A connection inside a transaction: only Database::transact makes one, so a function that takes a Tx& cannot be
/// called outside a transaction.
/// On PostgreSQL transactions run beside each other, and a plain SELECT is out of date as soon as it has answered. A
/// body that decides by what it read locks that first (`lock`, `lock_first`), or decides in the statement that writes
/// (UPDATE … WHERE, ON CONFLICT). Locks are taken in one order everywhere: the account's row before all that hangs on
/// it, the head of the audit trail last.
class Tx {
 public:
  Tx(Conn& conn, AfterCommit& hooks) : conn_{conn}, hooks_{hooks} {}
  Conn* operator->() const noexcept { return &conn_; }
  Conn& conn() const noexcept { return conn_; }
  /// Nobody else changes or locks the rows of this SELECT until this transaction ends. What was read before says
  /// nothing about them: read afterwards. No work where writers come one at a time.
  template <class... Args>
  Task<void> lock(Sql sql, const Args&... args) {
    if (!conn_.has_concurrent_writers()) co_return;
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    co_await conn_.execute_locking(sql, values);
  }
  /// `first`, and until this transaction ends nobody else changes or locks that row. For statements over one table.
  template <class T, class... Args>
  Task<std::optional<T>> lock_first(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    Answer answer = co_await conn_.execute_locking(sql, values);
    if (answer.rows.empty()) co_return std::nullopt;
    co_return read_row<T>(answer.rows.front());
  }
  /// The next statement is the body's last and is kept whatever it answers: its commit travels with it, which saves a
  /// round trip to a server.
  void commit_with_next() noexcept { conn_.commit_with_next(); }
  /// Runs `hook` once this transaction is durable and before its caller goes on; never if it was rolled back or its
  /// commit failed. On SQLite it runs on the writer's thread and holds up every transaction behind it: be brief, ask no
  /// database, refer to nothing of the body's.
  void after_commit(AfterCommit::Hook hook) { hooks_.add(std::move(hook)); }

 private:
  Conn& conn_;
  AfterCommit& hooks_;
};

}  // namespace foyer::db
