#pragma once
// Limits of a fleet for callers on any lane: each lane has a connection to Redis of its own.
// Threads: any whose io_context outlives this.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "platform/limits/local_buckets.h"
#include "platform/limits/redis_buckets.h"

namespace foyer {

class SharedLimits {
 public:
  /// `key` is that of Limits.
  SharedLimits(redis::Options, Secret key, const Clock&);
  ~SharedLimits();

  /// Takes one of the subject's uses.
  Task<Allowance> take(Limit, std::string subject);

  const LocalBuckets& local() const noexcept { return local_; }

 private:
  struct Lane;
  Lane& lane_of(const Executor&);

  redis::Options options_;
  Secret key_;
  LocalBuckets local_;
  std::mutex mutex_;
  std::unordered_map<boost::asio::io_context*, std::unique_ptr<Lane>> lanes_;
};

}  // namespace foyer
