#pragma once
// What the threads of a HashPool share: the jobs that wait, how busy each thread is, and how long a hash takes. Any
// thread may call. Private to the room.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "platform/crypto/fair_queue.h"
#include "platform/crypto/hash_job.h"
#include "platform/observe/metrics.h"

namespace foyer::crypto {

class HashQueue {
 public:
  using Nanoseconds = std::chrono::nanoseconds;
  struct Counts {
    std::size_t waiting = 0;
    std::uint64_t computed = 0;
    std::uint64_t refused = 0;
  };
  struct Spent {
    Nanoseconds whole;  ///< from begin to end
    Nanoseconds share;  ///< of the thread's time, which others may have used besides
    bool fully_used;    ///< the thread could not have computed more at once
  };

  /// `lanes`: jobs that a thread can have at once.
  HashQueue(std::size_t threads, std::size_t lanes, std::size_t most_waiting, Nanoseconds longest_wait);

  /// Refuses it, or one of a source that has more waiting, where there is no room; and it, where it would wait too
  /// long.
  void offer(std::string_view source, std::unique_ptr<HashJob>);
  /// The next job for a thread. One that has nothing to do waits for it; null: go on with what you have, or, if that is
  /// nothing, the pool ends.
  std::unique_ptr<HashJob> take(std::size_t thread);
  /// The thread can do nothing beside what it took last.
  void occupy(std::size_t thread);
  /// A job has ended, and this many are left to the thread.
  void release(std::size_t thread, std::size_t left, const Spent&);
  /// Refuses all that wait; from now on take() gives nothing.
  void stop();

  Counts counts() const;
  const metrics::Histogram& durations() const noexcept { return durations_; }

 private:
  std::size_t idle() const;
  std::size_t free_lanes() const;
  bool is_least_busy(std::size_t thread) const;
  bool would_wait_too_long(std::string_view source) const;
  Error busy() const;

  const std::size_t lanes_;
  const std::size_t most_waiting_;
  const Nanoseconds longest_wait_;
  metrics::Histogram durations_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue<std::unique_ptr<HashJob>> queue_;
  std::vector<std::size_t> loads_;                         // jobs of each thread
  Nanoseconds per_hash_ = std::chrono::milliseconds{125};  // of a thread's time under a backlog, moving average
  bool saw_backlog_ = false;
  std::uint64_t computed_ = 0;
  std::uint64_t refused_ = 0;
  bool stopping_ = false;
};

/// When a new hash would begin, in whole seconds and at least one.
std::chrono::seconds time_to_drain(std::size_t backlog, std::size_t threads,
                                   std::chrono::nanoseconds per_hash) noexcept;

}  // namespace foyer::crypto
