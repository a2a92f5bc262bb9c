#pragma once
// What the process asked of its database since it started. Any thread.

#include <atomic>
#include <cstdint>

namespace foyer::db {

struct Statistics {
  std::atomic<std::uint64_t> statements{0};  ///< without BEGIN, COMMIT and their like
  std::atomic<std::uint64_t> late_syncs{0};  ///< for what was noted and not yet on the disk
  std::atomic<std::int64_t> waiting{
      0};                             ///< now: transactions for the writer, or callers for a connection or a statement
  std::atomic<std::int64_t> busy{0};  ///< now: connections of a pool that somebody holds
  std::atomic<std::int64_t> idle{0};  ///< now: the others
};

inline Statistics& statistics() noexcept {
  static Statistics all;
  return all;
}

}  // namespace foyer::db
