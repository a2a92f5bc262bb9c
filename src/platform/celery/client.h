#pragma once
// Puts tasks into a queue that any Celery worker serves. The caller's thread and executor.

#include <string>

#include "core/clock.h"
#include "platform/celery/message.h"
#include "platform/crypto/random.h"
#include "platform/redis/redis.h"

namespace foyer::celery {

class CeleryClient {
 public:
  /// `origin` names the producer, "foyer@host"; the client of Redis must outlive this.
  CeleryClient(redis::Client&, std::string queue, std::string origin, crypto::Random&);

  /// The task's id. Throws redis::Unavailable; whether the task was taken is unknown then, so whoever sends it again
  /// sends it under the same id.
  Task<std::string> send(NewTask);

 private:
  redis::Client& redis_;
  const std::string queue_;
  const std::string origin_;
  crypto::Random& random_;
};

}  // namespace foyer::celery
