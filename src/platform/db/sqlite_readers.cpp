#include "platform/db/sqlite_readers.h"

#include <boost/asio/post.hpp>
#include <exception>
#include <new>
#include <utility>

namespace foyer::db {
namespace {

/// More than I/O threads in any sensible setting; a burst beyond it closes its connections again.
constexpr std::size_t most_idle = 16;
constexpr std::chrono::milliseconds longest_snapshot{5};

}  // namespace

/// Leaves the snapshots when it is run, or dropped with a loop that has ended.
class SqliteReaders::Departure {
 public:
  explicit Departure(std::shared_ptr<SqliteReaders> readers) : readers_{std::move(readers)} {}
  Departure(Departure&&) = default;
  Departure& operator=(Departure&&) = delete;
  ~Departure() { (*this)(); }
  void operator()() noexcept {
    if (const auto readers = std::exchange(readers_, nullptr)) readers->leave_snapshots();
  }

 private:
  std::shared_ptr<SqliteReaders> readers_;
};

SqliteReaders::Lease::Lease(SqliteReaders& home, const Executor& loop) : Lease{home} {
  home_.enter_snapshot(*reader_);
  loop_ = loop;
}

SqliteReaders::Lease::~Lease() {
  home_.give_back(std::move(reader_));
  // After it was given back: whoever is departing already finds it, or has said before that they are not.
  if (!loop_ || home_.departing_.exchange(true)) return;
  try {
    boost::asio::post(*loop_, Departure{home_.shared_from_this()});
  } catch (const std::bad_alloc&) {
    // The departure that could not be posted has left the snapshots as it was dropped.
  }
}

SqliteReaders::SqliteReaders(std::filesystem::path file, std::chrono::milliseconds busy_timeout,
                             const std::atomic<std::uint64_t>& commits)
    : file_{std::move(file)}, busy_timeout_{busy_timeout}, commits_{commits} {
  idle_.reserve(most_idle);
}

std::unique_ptr<SqliteReaders::Reader> SqliteReaders::take() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      // The one used last has the warmest cache, and perhaps a snapshot.
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return std::unique_ptr<Reader>{new Reader{.conn = {file_, busy_timeout_, SqliteConn::Role::reader}}};
}

void SqliteReaders::give_back(std::unique_ptr<Reader> reader) noexcept {
  const std::lock_guard lock{mutex_};
  if (idle_.size() < most_idle) idle_.push_back(std::move(reader));
}

void SqliteReaders::enter_snapshot(Reader& reader) const {
  const auto commits = commits_.load(std::memory_order_acquire);
  const auto now = std::chrono::steady_clock::now();
  if (reader.conn.in_transaction()) {
    if (reader.commits == commits && now - reader.since < longest_snapshot) return;
    reader.conn.leave_snapshot();
  }
  reader.conn.control("BEGIN");
  reader.commits = commits;
  reader.since = now;
}

void SqliteReaders::leave_snapshots() noexcept {
  departing_ = false;
  const std::lock_guard lock{mutex_};
  std::erase_if(idle_, [](const std::unique_ptr<Reader>& reader) {
    try {
      reader->conn.leave_snapshot();
      return false;
    } catch (const std::exception&) {
      return true;
    }
  });
}

void SqliteReaders::close() noexcept {
  const std::lock_guard lock{mutex_};
  idle_.clear();
}

}  // namespace foyer::db
