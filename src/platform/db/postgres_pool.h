#pragma once
// The connections of one database, shared by callers on any loop. A permit goes before a connection: there are as many
// permits as connections may be, and whoever finds none waits in line, for a bounded time.

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/db/handover.h"
#include "platform/db/postgres.h"
#include "platform/db/postgres_conn.h"

namespace foyer::db {

/// Connects and sets the session up, on the calling thread. Throws Unavailable without the password.
PostgresSession open_session(const PostgresOptions&);

class PostgresPool : public std::enable_shared_from_this<PostgresPool> {
 public:
  explicit PostgresPool(PostgresOptions);
  PostgresPool(const PostgresPool&) = delete;
  PostgresPool& operator=(const PostgresPool&) = delete;
  ~PostgresPool();

  /// Goes back to the pool it came from, even one that was closed meanwhile.
  class Permit {
   public:
    explicit Permit(std::shared_ptr<PostgresPool> home) : home_{std::move(home)} {}
    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (home_) home_->release();
    }
    PostgresPool& home() const noexcept { return *home_; }

   private:
    std::shared_ptr<PostgresPool> home_;
  };

  class Lease {
   public:
    Lease(Permit permit, std::unique_ptr<PostgresConn> conn) : permit_{std::move(permit)}, conn_{std::move(conn)} {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (conn_) permit_.home().keep(std::move(conn_));
    }
    PostgresConn& conn() const noexcept { return *conn_; }

   private:
    Permit permit_;
    std::unique_ptr<PostgresConn> conn_;
  };

  /// A sound connection, attached to the caller's loop. Throws Unavailable.
  Task<Lease> lease();

  /// Opens one connection on the calling thread, so that a start without a database fails. Throws Unavailable.
  void open_first();
  /// Ends all that is idle and refuses whoever comes; waits for connections just being made.
  void close();

 private:
  using Waiting = std::shared_ptr<Handover<Permit>>;
  using Opening = Handover<std::unique_ptr<PostgresConn>>;
  using SteadyClock = std::chrono::steady_clock;

  Task<Permit> permit();
  Task<std::unique_ptr<PostgresConn>> open();
  Task<bool> answers(PostgresConn&);
  void open_on_thread(const std::shared_ptr<Opening>&);
  void refuse_after_failure();
  std::unique_ptr<PostgresConn> take_idle();
  void push_idle(std::unique_ptr<PostgresConn>);
  void keep(std::unique_ptr<PostgresConn>);
  void keep_if_room(std::unique_ptr<PostgresConn>);
  void release();
  void forget_abandoned();

  const PostgresOptions options_;
  std::mutex mutex_;
  std::size_t free_;
  std::deque<Waiting> line_;
  /// The one used last is at the back.
  std::deque<std::unique_ptr<PostgresConn>> idle_;
  bool closed_ = false;
  std::string last_failure_;
  SteadyClock::time_point failed_at_{};
  boost::asio::thread_pool openers_;
};

}  // namespace foyer::db
