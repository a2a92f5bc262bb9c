#pragma once
// One PostgreSQL connection. It is always in libpq's pipeline mode: what a statement needs before it (BEGIN, its own
// preparation) travels with it in one round trip.

#include <boost/container/static_vector.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/db/conn.h"
#include "platform/db/libpq.h"
#include "platform/db/postgres_socket.h"

namespace foyer::db {

struct Finish {
  void operator()(PGconn* conn) const noexcept { libpq().finish(conn); }
};
/// Open, in non-blocking pipeline mode.
using PostgresSession = std::unique_ptr<PGconn, Finish>;

class PostgresConn final : public Conn {
 public:
  using SteadyClock = std::chrono::steady_clock;

  /// A statement that has no answer `timeout` after it was sent, and a while for the way, breaks the connection.
  PostgresConn(PostgresSession, std::chrono::milliseconds timeout);

  /// Between attach and detach the caller's loop waits for its answers.
  void attach(Executor);
  void detach() noexcept;

  /// Opens a transaction with its first statement. `relaxed` commits without waiting for the disk.
  void begin(bool relaxed) noexcept;
  /// Throws what the first failed statement threw, and rolls back, if one failed that the body went on after.
  Task<void> commit();
  Task<void> rollback();

  /// False after a failure in the middle or inside a transaction: such a connection is closed, not used again.
  bool is_idle_and_sound() const noexcept;
  /// False when the server has closed the other end; asks the kernel, not the server.
  bool is_still_open() const noexcept;
  /// Asks the server.
  Task<void> ping();
  SteadyClock::time_point last_used() const noexcept { return last_used_; }

 private:
  enum class Rows { free, locked };
  /// Statement text is static, so one address is one text.
  using Key = std::pair<const char*, Rows>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<const char*>{}(key.first) ^ (key.second == Rows::locked ? 1U : 0U);
    }
  };
  struct Sent {
    std::string_view text;
    std::optional<Key> prepares{};
  };
  /// What was sent together and is answered together.
  struct Round {
    boost::container::static_vector<Sent, 8> sent;
    std::size_t answered = 0;
    std::size_t wanted = 0;  ///< whose answer is the caller's
    std::exception_ptr failure;
    Answer answer;
  };

  Task<Answer> execute(Sql, std::span<const Value>) override;
  Task<Answer> execute_locking(Sql, std::span<const Value>) override;
  bool has_concurrent_writers() const noexcept override { return true; }
  void commit_with_next() noexcept override { commits_with_next_ = true; }
  Task<void> run_script(std::string_view statements) override;

  Task<Answer> ask(std::string_view text, Rows, std::span<const Value>);
  Task<void> say(std::string_view control);
  void send_begin(Round&);
  void send(Round&, std::string_view text, Rows, std::span<const Value>);
  void send_once(Round&, const std::string& text);
  Task<void> finish(Round&);
  Task<void> flush();
  Task<void> await_answer();
  void take(Round&, PGresult*);
  void expect_sent(int accepted);
  [[noreturn]] void lose(std::string_view why);

  PostgresSession session_;
  const std::chrono::milliseconds timeout_;
  std::optional<PostgresSocket> socket_;
  SteadyClock::time_point deadline_{};
  SteadyClock::time_point last_used_ = SteadyClock::now();
  std::unordered_map<Key, std::string, KeyHash> names_;
  std::size_t prepared_ = 0;

  enum class Transaction { none, announced, open } transaction_ = Transaction::none;
  bool relaxed_ = false;
  bool commits_with_next_ = false;
  bool unhurried_ = false;     ///< a script runs as long as it takes
  std::exception_ptr failed_;  ///< the first failure of this transaction
  bool waiting_ = false;       ///< answers are owed
  bool broken_ = false;
};

}  // namespace foyer::db
