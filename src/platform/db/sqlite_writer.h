#pragma once
// The one thread that writes to a SQLite file. Transactions that wait at the same moment share one commit.

#include <atomic>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/require.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "platform/db/sqlite.h"
#include "platform/db/sqlite_conn.h"

namespace foyer::db {

class SqliteWriter {
 public:
  using Body = std::function<Task<bool>(Tx&)>;
  /// What a commit outlives: a crash of this process needs no sync of the disk.
  enum class Survives { power_cut, crash };

  explicit SqliteWriter(const SqliteOptions&);
  /// Finishes what is queued.
  ~SqliteWriter();
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  /// Resumes the caller, on its own executor, after the commit that holds its work; throws what the body threw, or
  /// Unavailable if nothing was stored. `body` outlives the call and is run at most once.
  Task<void> transact(const Body& body, Survives);
  /// How many commits there were, each counted before its callers resume.
  const std::atomic<std::uint64_t>& commits() const noexcept { return commits_; }
  /// True inside a transaction's body.
  bool is_this_thread() const noexcept { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  /// Keeps its io_context running while it lives.
  using WorkingExecutor =
      decltype(boost::asio::require(std::declval<Executor>(), boost::asio::execution::outstanding_work.tracked));

  struct Waiting {
    const Body* body;
    Survives survives;
    WorkingExecutor home;
    std::move_only_function<void(std::exception_ptr)> resume;
    std::exception_ptr outcome = nullptr;
    AfterCommit hooks{};
  };

  using Clock = std::chrono::steady_clock;

  void enqueue(Waiting);
  std::vector<Waiting> take_batch();
  void work();
  void sync_as_needed(std::span<const Waiting>);
  void sync_late();
  std::size_t commit_together(std::span<Waiting>);
  void run_in_savepoint(Waiting&);
  bool run_body(Waiting&);
  void undo() noexcept;
  static void hand_back(std::vector<Waiting>);

  const std::size_t max_batch_;
  const std::size_t max_waiting_;
  SqliteConn conn_;
  const std::chrono::milliseconds sync_within_;
  bool syncs_ = true;
  std::atomic<std::uint64_t> commits_ = 0;
  std::optional<Clock::time_point> unsynced_since_;
  std::unique_ptr<boost::asio::io_context> bodies_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace foyer::db
