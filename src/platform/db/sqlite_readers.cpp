#include "platform/db/sqlite_readers.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>
#include <new>
#include <utility>

namespace foyer::db {
namespace {

/// More than I/O threads in any sensible setting; a burst beyond it closes its connections again.
constexpr std::size_t most_idle = 16;
/// Of a snapshot: the log cannot begin anew below it.
constexpr std::chrono::milliseconds longest{5};

/// False if the connection is of no use any more.
bool leave_snapshot(SqliteReaders::Reader& reader) noexcept {
  try {
    reader.conn.leave_snapshot();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

/// Ends a turn when it is run, or dropped with a loop that has ended.
class SqliteReaders::EndOfTurn {
 public:
  EndOfTurn(std::shared_ptr<SqliteReaders> readers, std::uint64_t turn) : readers_{std::move(readers)}, turn_{turn} {}
  EndOfTurn(EndOfTurn&&) = default;
  EndOfTurn& operator=(EndOfTurn&&) = delete;
  ~EndOfTurn() { (*this)(); }
  void operator()() noexcept {
    if (const auto readers = std::exchange(readers_, nullptr)) readers->end(turn_);
  }

 private:
  std::shared_ptr<SqliteReaders> readers_;
  std::uint64_t turn_;
};

SqliteReaders::Lease::Lease(SqliteReaders& home, const Executor& loop)
    : home_{home}, turn_{home.turn_of(loop)}, reader_{home.take(turn_)} {}

Task<Answer> SqliteReaders::Lease::execute(Sql sql, std::span<const Value> values) {
  home_.enter_snapshot(*reader_, turn_);
  return reader_->conn.execute(sql, values);
}

Task<void> SqliteReaders::Lease::run_script(std::string_view statements) {
  home_.enter_snapshot(*reader_, turn_);
  return reader_->conn.run_script(statements);
}

SqliteReaders::SqliteReaders(std::filesystem::path file, std::chrono::milliseconds busy_timeout,
                             const std::atomic<std::uint64_t>& commits)
    : file_{std::move(file)}, busy_timeout_{busy_timeout}, commits_{commits} {
  idle_.reserve(most_idle);
}

/// The end is posted when the turn begins: behind all that was ready then, before whatever the loop hears of next.
std::uint64_t SqliteReaders::turn_of(const Executor& loop) {
  std::uint64_t turn = 0;
  {
    const std::lock_guard lock{mutex_};
    const auto under_way = std::ranges::find(turns_, &loop.context(), &Turn::loop);
    if (under_way != turns_.end()) return under_way->number;
    turn = ++turns_begun_;
    turns_.push_back({&loop.context(), turn});
  }
  try {
    boost::asio::post(loop, EndOfTurn{shared_from_this(), turn});
  } catch (const std::bad_alloc&) {
    // The turn ended as its end was dropped, so this read shares with nobody.
  }
  return turn;
}

void SqliteReaders::end(std::uint64_t turn) noexcept {
  const std::lock_guard lock{mutex_};
  std::erase_if(turns_, [=](const Turn& one) { return one.number == turn; });
  std::erase_if(
      idle_, [=](const std::unique_ptr<Reader>& reader) { return reader->turn == turn && !leave_snapshot(*reader); });
}

std::unique_ptr<SqliteReaders::Reader> SqliteReaders::take(std::uint64_t turn) {
  {
    const std::lock_guard lock{mutex_};
    const auto best = [&](auto suits) { return std::ranges::find_if(idle_.rbegin(), idle_.rend(), suits); };
    auto found = best([=](const auto& reader) { return reader->turn == turn; });
    // The one used last has the warmest cache.
    if (found == idle_.rend()) found = best([](const auto& reader) { return !reader->conn.in_transaction(); });
    if (found == idle_.rend()) found = idle_.rbegin();
    if (found != idle_.rend()) {
      auto reader = std::move(*found);
      idle_.erase(std::next(found).base());
      return reader;
    }
  }
  return std::unique_ptr<Reader>{new Reader{.conn = {file_, busy_timeout_, SqliteConn::Role::reader}}};
}

void SqliteReaders::give_back(std::unique_ptr<Reader> reader) noexcept {
  const std::lock_guard lock{mutex_};
  const bool lasts = std::ranges::find(turns_, reader->turn, &Turn::number) != turns_.end();
  if (!lasts && !leave_snapshot(*reader)) return;
  if (idle_.size() < most_idle) idle_.push_back(std::move(reader));
}

void SqliteReaders::enter_snapshot(Reader& reader, std::uint64_t turn) const {
  const auto commits = commits_.load(std::memory_order_acquire);
  const auto now = std::chrono::steady_clock::now();
  if (reader.conn.in_transaction()) {
    if (reader.turn == turn && reader.commits == commits && now - reader.since < longest) return;
    reader.conn.leave_snapshot();
  }
  reader.conn.control("BEGIN");
  reader.turn = turn;
  reader.commits = commits;
  reader.since = now;
}

void SqliteReaders::close() noexcept {
  const std::lock_guard lock{mutex_};
  idle_.clear();
}

}  // namespace foyer::db
