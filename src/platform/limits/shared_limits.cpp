#include "platform/limits/shared_limits.h"

#include <boost/asio/this_coro.hpp>

namespace foyer {
namespace {

/// A sign-in waits no longer for a counter.
constexpr std::chrono::milliseconds patience{300};

redis::Options hurried(redis::Options options) {
  options.connect_timeout = patience;
  options.command_timeout = patience;
  return options;
}

}  // namespace

struct SharedLimits::Lane {
  Lane(const Executor& executor, redis::Options options, LocalBuckets& local, Secret key)
      : client{executor, std::move(options)}, buckets{client, local, std::move(key)} {}

  redis::Client client;
  RedisBuckets buckets;
};

SharedLimits::SharedLimits(redis::Options options, Secret key, const Clock& clock)
    : options_{hurried(std::move(options))}, key_{std::move(key)}, local_{clock} {}

SharedLimits::~SharedLimits() = default;

Task<Allowance> SharedLimits::take(Limit limit, std::string subject) {
  Lane& lane = lane_of(co_await boost::asio::this_coro::executor);
  co_return co_await lane.buckets.take(std::move(limit), std::move(subject));
}

SharedLimits::Lane& SharedLimits::lane_of(const Executor& executor) {
  const std::lock_guard lock{mutex_};
  auto& lane = lanes_[&executor.context()];
  if (!lane) lane = std::make_unique<Lane>(executor, options_.copy(), local_, key_.copy());
  return *lane;
}

}  // namespace foyer
