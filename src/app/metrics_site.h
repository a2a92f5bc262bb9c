#pragma once
// What `foyer serve`, `worker` and `beat` tell Prometheus: GET /metrics on a listener of its own, and nothing else
// there. docs/metrics.md says what each number means.
//
//   MetricsListener metrics{settings.metrics, clock};     before the database: its threads outlive what it asks
//   metrics.start({.db = storage.db.get(), .hashes = &services.hash_pool});
//   metrics.stop();                                       before what it was given goes
//
// Without a port it is nothing: no thread, no socket, no counting.

#include <cstdint>
#include <memory>
#include <string>

#include "core/clock.h"
#include "platform/crypto/hash_pool.h"
#include "platform/db/database.h"
#include "platform/http/traffic.h"
#include "platform/limits/local_buckets.h"
#include "platform/redis/redis.h"

namespace foyer::app {

struct MetricsOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: none
};

/// What a process has; null where it has none.
struct MetricsSources {
  db::Database* db = nullptr;
  const crypto::HashPool* hashes = nullptr;
  const LocalBuckets* limits = nullptr;   ///< what counts while Redis cannot
  const redis::Options* redis = nullptr;  ///< copied
};

class MetricsListener {
 public:
  /// Binds; throws std::runtime_error with one sentence.
  MetricsListener(const MetricsOptions&, const Clock&);
  ~MetricsListener();

  /// For the public server's options; null without a port.
  http::Traffic* traffic() noexcept;
  void start(const MetricsSources&);
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;  ///< null without a port
};

}  // namespace foyer::app
