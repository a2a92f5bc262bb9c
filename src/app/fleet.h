#pragma once
// `foyer worker` and `foyer beat`: the background work of a fleet, over Celery's protocol. Both need REDIS_URL.

#include "app/settings.h"

namespace foyer::app {

/// Runs jobs until SIGINT or SIGTERM, with a beat of its own if wanted. Throws std::runtime_error with one sentence if
/// it cannot start.
void work(const Settings&, bool with_beat, std::size_t concurrency);

/// Sends periodic tasks until SIGINT or SIGTERM. Any number may run: every slot gets one message.
void beat(const Settings&);

}  // namespace foyer::app
