#pragma once
// The seam between slices and a database. Both implementations keep the same promises:
//   read      runs a body against committed data; it must not write. Each statement is its own snapshot: facts that
//   must
//             agree with each other are read by one statement, or in a transaction.
//   transact  runs a body in one serialised transaction and resumes the caller only after the commit is durable.
//   note      the same for what a power cut may forget and a crash of this process may not, such as counters of limits:
//             nobody was promised anything, so nobody waits for the disk.
// A transaction body awaits its own statements and nothing else: on SQLite it runs on the writer's thread inside a
// commit shared with other waiting transactions, so anything else would hold them all up (and is refused).
// A body that throws, or that returns a Result holding an Error, is rolled back.
// Threads: every function may be called from any I/O thread.

#include <functional>

#include "core/result.h"
#include "platform/db/conn.h"

namespace foyer::db {

enum class Dialect { sqlite, postgres };

template <class T>
concept Rollbackable = is_result<T>;

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
    const std::function<Task<bool>(Tx&)> run = [&](Tx& tx) { return keep_if_good(self, body, tx, out, args...); };
    co_await transact_erased(run);
    co_return std::move(*out);
  }
  template <class Self, class R, class Owner, class... Params, class... Args>
  Task<R> note(Self& self, Task<R> (Owner::*body)(Tx&, Params...), Args... args) {
    std::optional<R> out;
    const std::function<Task<bool>(Tx&)> run = [&](Tx& tx) { return keep_if_good(self, body, tx, out, args...); };
    co_await note_erased(run);
    co_return std::move(*out);
  }
  template <class R, class... Params, class... Args>
  Task<R> transact(Task<R> (*body)(Tx&, Params...), Args... args) {
    std::optional<R> out;
    const std::function<Task<bool>(Tx&)> run = [&](Tx& tx) { return keep_if_good(body, tx, out, args...); };
    co_await transact_erased(run);
    co_return std::move(*out);
  }

  /// Empties what the database keeps beside its tables of rows that were deleted, so that no file holds them any more;
  /// false if readers were in the way: try again. Rare, because it holds up writers for as long as a checkpoint takes.
  virtual Task<bool> scrub() { co_return true; }

 private:
  virtual Task<void> read_erased(const std::function<Task<void>(Conn&)>& body) = 0;
  /// `body` answers whether to commit.
  virtual Task<void> transact_erased(const std::function<Task<bool>(Tx&)>& body) = 0;
  /// A database without a cheaper kind of commit keeps the stronger promise.
  virtual Task<void> note_erased(const std::function<Task<bool>(Tx&)>& body) { return transact_erased(body); }

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
  static Task<bool> keep_if_good(Self& self, Body body, Tx& tx, std::optional<R>& out, Args&... args) {
    out.emplace(co_await (self.*body)(tx, std::move(args)...));
    co_return is_good(*out);
  }
  template <class Body, class R, class... Args>
    requires std::invocable<Body, Tx&, Args...>
  static Task<bool> keep_if_good(Body body, Tx& tx, std::optional<R>& out, Args&... args) {
    out.emplace(co_await body(tx, std::move(args)...));
    co_return is_good(*out);
  }
};

}  // namespace foyer::db
