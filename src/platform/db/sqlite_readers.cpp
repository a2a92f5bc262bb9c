#include "platform/db/sqlite_readers.h"

#include <utility>

namespace foyer::db {
namespace {

/// More than I/O threads in any sensible setting; a burst beyond it closes its connections again.
constexpr std::size_t most_idle = 16;

}  // namespace

SqliteReaders::SqliteReaders(std::filesystem::path file, std::chrono::milliseconds busy_timeout)
    : file_{std::move(file)}, busy_timeout_{busy_timeout} {
  idle_.reserve(most_idle);
}

std::unique_ptr<SqliteConn> SqliteReaders::take() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      // The one used last has the warmest cache.
      auto conn = std::move(idle_.back());
      idle_.pop_back();
      return conn;
    }
  }
  return std::make_unique<SqliteConn>(file_, busy_timeout_, SqliteConn::Role::reader);
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConn> conn) noexcept {
  const std::lock_guard lock{mutex_};
  if (idle_.size() < most_idle) idle_.push_back(std::move(conn));
}

}  // namespace foyer::db
