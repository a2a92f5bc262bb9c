#pragma once
// Where passwords are hashed: threads of low priority (nice 10) behind a bounded queue, so that a storm of logins
// leaves the I/O threads responsive. A thread computes one bcrypt at full speed or several side by side
// (bcrypt_lanes.h): one while there is one, more while others would wait. Sources are served in turn, so one that
// floods the queue waits for itself. A full queue, or one that would take too long, refuses with Errc::overloaded and a
// Retry-After estimated from the backlog (security.md P5). Any thread may call; the caller resumes on its own executor,
// whose context must outlive the pool.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/secret.h"
#include "platform/async/task.h"
#include "platform/crypto/password_hash.h"
#include "platform/observe/metrics.h"

namespace foyer::crypto {

struct HashPoolOptions {
  unsigned threads = 0;     ///< 0: one per core
  std::size_t queue = 256;  ///< waiting hashes beside those being computed
  /// A hash that would begin later than this is refused: clients give up after ten seconds, and under a lasting
  /// overload every hash would be computed for somebody who has left.
  std::chrono::nanoseconds longest_wait = std::chrono::seconds{6};
  bool interleave = true;  ///< unless the machine fails bcrypt_lanes_are_right()
};

class HashPool {
 public:
  HashPool(HashPoolOptions, PasswordHasher&);
  /// Waits for running hashes; waiting ones resume with Errc::overloaded.
  ~HashPool();

  /// `source`: on whose behalf, as source_of() names it. Rethrows what the hasher threw.
  Task<Result<std::string>> hash(Secret password, std::string source);
  Task<Result<bool>> verify(Secret password, std::string hash, std::string source);
  const PasswordHasher& hasher() const noexcept;
  /// Hashes computed since the start.
  std::uint64_t computed() const noexcept;
  /// Refused with Errc::overloaded since the start.
  std::uint64_t refused() const noexcept;
  /// Waiting for a thread now.
  std::size_t waiting() const noexcept;
  /// How long the computed ones took, without their wait.
  const metrics::Histogram& durations() const noexcept;

 private:
  struct Impl;
  template <class T>
  Task<Result<T>> run(std::move_only_function<Hashing<T>()> begin, std::string source);

  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::crypto
