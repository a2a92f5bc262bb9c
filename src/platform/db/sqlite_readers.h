#pragma once
// Reading connections of one SQLite file, opened when all others are in use and kept for the next reader.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/db/sqlite_conn.h"

namespace foyer::db {

class SqliteReaders {
 public:
  SqliteReaders(std::filesystem::path file, std::chrono::milliseconds busy_timeout);

  /// A connection that goes back when the lease ends, on whatever thread.
  class Lease {
   public:
    explicit Lease(SqliteReaders& home) : home_{home}, conn_{home.take()} {}
    ~Lease() { home_.give_back(std::move(conn_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteConn& conn() const noexcept { return *conn_; }

   private:
    SqliteReaders& home_;
    std::unique_ptr<SqliteConn> conn_;
  };

 private:
  std::unique_ptr<SqliteConn> take();
  void give_back(std::unique_ptr<SqliteConn>) noexcept;

  std::filesystem::path file_;
  std::chrono::milliseconds busy_timeout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<SqliteConn>> idle_;
};

}  // namespace foyer::db
