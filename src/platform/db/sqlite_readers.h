#pragma once
// Reading connections of one SQLite file, opened when all others are in use and kept for the next reader. Reads that a
// loop has ready at the same moment share a snapshot: to take and to leave one locks the file, which costs as much as a
// small read. It lasts for a turn of that loop, until it has done what was ready, and no statement sees one older than
// the last commit of this process, not even the second of a read. So whoever sends a request after somebody else's
// commit, of whatever process, reads it (docs/adr/0022-reads-of-a-moment-share-a-snapshot.md).

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>
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
    std::uint64_t turn = 0;     ///< in which its snapshot was taken
    std::uint64_t commits = 0;  ///< when it was taken, or before
    std::chrono::steady_clock::time_point since{};
  };
  /// A connection that goes back when the lease ends, on whatever thread.
  class Lease final : public Conn {
   public:
    explicit Lease(SqliteReaders& home) : home_{home}, reader_{home.take(0)} {}
    /// In a snapshot of this turn of `loop`, and each statement in one that knows all that this process had committed.
    Lease(SqliteReaders& home, const Executor& loop);
    ~Lease() override { home_.give_back(std::move(reader_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteConn& conn() const noexcept { return reader_->conn; }

   private:
    Task<Answer> execute(Sql, std::span<const Value>) override;
    Task<void> run_script(std::string_view statements) override;

    SqliteReaders& home_;
    std::uint64_t turn_ = 0;
    std::unique_ptr<Reader> reader_;
  };
  /// Closes those that are not in use.
  void close() noexcept;

 private:
  class EndOfTurn;
  struct Turn {
    const void* loop;
    std::uint64_t number;  ///< of all turns of all loops
  };
  std::uint64_t turn_of(const Executor& loop);
  void end(std::uint64_t turn) noexcept;
  /// The best for this turn.
  std::unique_ptr<Reader> take(std::uint64_t turn);
  void give_back(std::unique_ptr<Reader>) noexcept;
  void enter_snapshot(Reader&, std::uint64_t turn) const;

  std::filesystem::path file_;
  std::chrono::milliseconds busy_timeout_;
  const std::atomic<std::uint64_t>& commits_;
  std::mutex mutex_;  ///< of all that follows
  std::uint64_t turns_begun_ = 0;
  std::vector<Turn> turns_;  ///< under way; a loop that reads nothing has none
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace foyer::db
