#pragma once
// `foyer worker` and `foyer beat`: the background work of a fleet, over Celery's protocol. Both need REDIS_URL.

#include "app/settings.h"

namespace foyer::app {

struct WorkOptions {
  std::string name = "foyer@%h";  ///< unique among the workers of a broker; %h is the host
  std::size_t concurrency = 8;    ///< jobs that run at once
  bool with_beat = false;
};

/// Runs jobs until SIGINT or SIGTERM. Throws std::runtime_error with one sentence if it cannot start.
void work(const Settings&, const WorkOptions&);

/// Sends periodic tasks until SIGINT or SIGTERM. Any number may run: every slot gets one message.
void beat(const Settings&);

}  // namespace foyer::app
