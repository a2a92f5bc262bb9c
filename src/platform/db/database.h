#pragma once
// The seam between slices and a database. Both implementations keep the same promises:
//   read      runs a body against committed data; it must not write. Each statement is its own snapshot: facts that
//             must agree with each other are read by one statement, or in a transaction.
//   transact  runs a body in one transaction and resumes the caller only after the commit is durable. SQLite runs them
//             one by one, PostgreSQL beside each other: see Tx for what that asks of a body.
//   note      the same for what a power cut may forget and a crash of this process may not, such as counters of limits:
//             nobody was promised anything, so nobody waits for the disk.
//   first_shared, run_shared   are read and transact of one statement, which callers who ask it at the same moment
//             share on PostgreSQL, with its round trip and its commit; each gets its own answer, and a lone one waits
//             for nobody. A row that somebody else holds counts as not found. On SQLite transactions share a commit
//             anyway.
// A transaction body awaits its own statements and nothing else: on SQLite it runs on the writer's thread inside a
// commit shared with other waiting transactions, so anything else would hold them all up (and is refused).
// A body that throws, or that returns a Result holding an Error, is rolled back. Where two transactions got in each
// other's way it runs again from its start with the same arguments, if they can be copied: what it changes outside of
// the database it changes in after_commit.
// Threads: every function may be called from any I/O thread.

#include <array>
#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/result.h"
#include "platform/db/conn.h"

namespace foyer::db {

enum class Dialect { sqlite, postgres };

template <class T>
concept Rollbackable = is_result<T>;

struct TransactionBody {
  std::function<Task<bool>(Tx&)> run;  ///< answers whether to commit
  bool can_repeat = false;             ///< its arguments are still there after the first time
};

class Database {
 public:
  virtual ~Database() = default;
  virtual Dialect dialect() const noexcept = 0;

  /// `co_await db.read(*this, &Profiles::load, id)` calls `load(conn, id)`.
  template <class Self, class R, class Owner, class... Params, class... Args>
  Task<R> read(Self& self, Task<R> (Owner::*body)(Conn&, Params...), Args... args) {
    std::optional<R> out;
    const std::function<Task<void>(Conn&)> run = [&](Conn& conn) { return keep(self, body, conn, out, args...); };
    co_await read_erased(run);
    co_return std::move(*out);
  }
  template <class R, class... Params, class... Args>
  Task<R> read(Task<R> (*body)(Conn&, Params...), Args... args) {
    std::optional<R> out;
    const std::function<Task<void>(Conn&)> run = [&](Conn& conn) { return keep(body, conn, out, args...); };
    co_await read_erased(run);
    co_return std::move(*out);
  }

  /// `co_await db.transact(*this, &Auth::store_registration, in, hash)` calls `store_registration(tx, in, hash)`.
  template <class Self, class R, class Owner, class... Params, class... Args>
  Task<R> transact(Self& self, Task<R> (Owner::*body)(Tx&, Params...), Args... args) {
    std::optional<R> out;
    const bool again = may_repeat<Args...>();
    const TransactionBody run{[&](Tx& tx) { return keep_if_good(self, body, again, tx, out, args...); }, again};
    co_await transact_erased(run);
    co_return std::move(*out);
  }
  template <class Self, class R, class Owner, class... Params, class... Args>
  Task<R> note(Self& self, Task<R> (Owner::*body)(Tx&, Params...), Args... args) {
    std::optional<R> out;
    const bool again = may_repeat<Args...>();
    const TransactionBody run{[&](Tx& tx) { return keep_if_good(self, body, again, tx, out, args...); }, again};
    co_await note_erased(run);
    co_return std::move(*out);
  }
  template <class R, class... Params, class... Args>
  Task<R> transact(Task<R> (*body)(Tx&, Params...), Args... args) {
    std::optional<R> out;
    const bool again = may_repeat<Args...>();
    const TransactionBody run{[&](Tx& tx) { return keep_if_good(body, again, tx, out, args...); }, again};
    co_await transact_erased(run);
    co_return std::move(*out);
  }

  /// `co_await db.first_shared<StandingRow>(standing, id)`: the first row, or nothing.
  template <class T, class... Args>
  Task<std::optional<T>> first_shared(const SharedSql& sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    std::vector<Row> rows = co_await read_shared(sql, values);
    if (rows.empty()) co_return std::nullopt;
    co_return read_row<T>(rows.front());
  }
  /// Number of rows changed.
  template <class... Args>
  Task<std::int64_t> run_shared(const SharedSql& sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{to_value(args)...};
    co_return co_await change_shared(sql, values);
  }

  /// Empties what the database keeps beside its tables of rows that were deleted, so that no file holds them any more;
  /// false if readers were in the way: try again. Rare, because it holds up writers for as long as a checkpoint takes.
  virtual Task<bool> scrub() { co_return true; }

 protected:
  static Task<void> keep_answer(Conn& conn, Sql sql, std::span<const Value> values, Answer& out) {
    out = co_await conn.execute(sql, values);
  }
  static Task<bool> keep_last_answer(Tx& tx, Sql sql, std::span<const Value> values, Answer& out) {
    tx.commit_with_next();
    out = co_await tx.conn().execute(sql, values);
    co_return true;
  }

 private:
  virtual Task<void> read_erased(const std::function<Task<void>(Conn&)>& body) = 0;
  virtual Task<void> transact_erased(const TransactionBody& body) = 0;
  /// A database without a cheaper kind of commit keeps the stronger promise.
  virtual Task<void> note_erased(const TransactionBody& body) { return transact_erased(body); }

  virtual Task<std::vector<Row>> read_shared(const SharedSql& sql, std::span<const Value> values) {
    Answer answer;
    const std::function<Task<void>(Conn&)> run = [&](Conn& conn) { return keep_answer(conn, sql.one, values, answer); };
    co_await read_erased(run);
    co_return std::move(answer.rows);
  }
  virtual Task<std::int64_t> change_shared(const SharedSql& sql, std::span<const Value> values) {
    Answer answer;
    const TransactionBody run{[&](Tx& tx) { return keep_last_answer(tx, sql.one, values, answer); }, true};
    co_await transact_erased(run);
    co_return answer.changed;
  }

  template <class... Args>
  bool may_repeat() const {
    return dialect() == Dialect::postgres && (std::copy_constructible<Args> && ...);
  }
  template <class Arg>
  static Arg hand(Arg& arg, bool keep_it) {
    if constexpr (std::copy_constructible<Arg>) {
      if (keep_it) return arg;
    }
    return std::move(arg);
  }

  template <class R>
  static bool is_good(const R& result) {
    if constexpr (Rollbackable<R>) {
      return result.has_value();
    } else {
      return true;
    }
  }

  // Coroutines of their own, not lambdas, so that everything they use is a parameter and outlives them.
  template <class Self, class Body, class R, class... Args>
  static Task<void> keep(Self& self, Body body, Conn& conn, std::optional<R>& out, Args&... args) {
    out.emplace(co_await (self.*body)(conn, std::move(args)...));
  }
  template <class Body, class R, class... Args>
    requires std::invocable<Body, Conn&, Args...>
  static Task<void> keep(Body body, Conn& conn, std::optional<R>& out, Args&... args) {
    out.emplace(co_await body(conn, std::move(args)...));
  }
  template <class Self, class Body, class R, class... Args>
  static Task<bool> keep_if_good(Self& self, Body body, bool again, Tx& tx, std::optional<R>& out, Args&... args) {
    out.emplace(co_await (self.*body)(tx, hand(args, again)...));
    co_return is_good(*out);
  }
  template <class Body, class R, class... Args>
    requires std::invocable<Body, Tx&, Args...>
  static Task<bool> keep_if_good(Body body, bool again, Tx& tx, std::optional<R>& out, Args&... args) {
    out.emplace(co_await body(tx, hand(args, again)...));
    co_return is_good(*out);
  }
};

}  // namespace foyer::db
