#pragma once
// Reading connections of one SQLite file, opened when all others are in use and kept for the next reader. Reads that a
// loop has ready at the same moment share a snapshot: to take and to leave one locks the file, which costs as much as a
// small read. A loop leaves its snapshots when it has done what was ready. They are never older than the last commit of
// this process; commits of other processes may be seen a few milliseconds late.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "platform/async/task.h"
#include "platform/db/sqlite_conn.h"

namespace foyer::db {

class SqliteReaders : public std::enable_shared_from_this<SqliteReaders> {
 public:
  /// `commits` counts those of this process, each before whoever made it is told.
  SqliteReaders(std::filesystem::path file, std::chrono::milliseconds busy_timeout,
                const std::atomic<std::uint64_t>& commits);

  struct Reader {
    SqliteConn conn;
    std::uint64_t commits = 0;  ///< when its snapshot was taken, or before
    std::chrono::steady_clock::time_point since{};
  };
  /// A connection that goes back when the lease ends, on whatever thread.
  class Lease {
   public:
    explicit Lease(SqliteReaders& home) : home_{home}, reader_{home.take()} {}
    /// In a snapshot that is new enough, which `loop` is going to leave.
    Lease(SqliteReaders& home, const Executor& loop);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteConn& conn() const noexcept { return reader_->conn; }

   private:
    SqliteReaders& home_;
    std::optional<Executor> loop_;
    std::unique_ptr<Reader> reader_;
  };
  /// Closes those that are not in use.
  void close() noexcept;

 private:
  class Departure;
  std::unique_ptr<Reader> take();
  void give_back(std::unique_ptr<Reader>) noexcept;
  void enter_snapshot(Reader&) const;
  void leave_snapshots() noexcept;

  std::filesystem::path file_;
  std::chrono::milliseconds busy_timeout_;
  const std::atomic<std::uint64_t>& commits_;
  std::atomic<bool> departing_ = false;  ///< some loop is going to leave_snapshots
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace foyer::db
