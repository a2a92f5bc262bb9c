#pragma once
// Limits counted in Redis, shared by every process of a fleet: keys `foyer:limit:<hex of the MAC>`, the same MAC as in
// table limit_counters, each a number that expires with its window. A window begins with its first use, by the clock of
// Redis; one script call counts, so bursts in parallel cannot exceed the quota (security.md L1).
// While Redis is absent, slow, read-only or out of memory, and for a key that holds something else, uses are counted in
// LocalBuckets: a fleet of n then grants up to n times the quota, and nobody is locked out or served an error. How long
// a use waits for a slow Redis is the client's command_timeout: give it one of a few hundred milliseconds.
// Threads: belongs to the client's io_context; one per lane, all on one LocalBuckets.

#include <string>
#include <string_view>

#include "core/secret.h"
#include "platform/limits/limits.h"
#include "platform/limits/local_buckets.h"
#include "platform/redis/redis.h"

namespace foyer {

class RedisBuckets {
 public:
  /// `key` is that of Limits. The others outlive every use.
  RedisBuckets(redis::Client& client, LocalBuckets& local, Secret key)
      : client_{client}, local_{local}, key_{std::move(key)} {}

  /// Takes one of the subject's uses.
  Task<Allowance> take(Limit, std::string subject);
  /// How the subject stands, without taking a use.
  Task<Standing> standing(Limit, std::string subject);

 private:
  struct Counted {
    std::int64_t used = 0;
    std::int64_t left_ms = 0;
    bool wrote = false;
  };

  std::string key_of(const Limit&, std::string_view subject) const;
  Task<std::optional<Counted>> ask(const redis::Script&, std::string key, const Limit&);

  redis::Client& client_;
  LocalBuckets& local_;
  Secret key_;
};

}  // namespace foyer
