#pragma once
// What the process asked of its database since it started. Any thread.

#include <atomic>
#include <cstdint>

namespace foyer::db {

struct Statistics {
  std::atomic<std::uint64_t> statements{0};  ///< without BEGIN, COMMIT and their like
};

inline Statistics& statistics() noexcept {
  static Statistics all;
  return all;
}

}  // namespace foyer::db
