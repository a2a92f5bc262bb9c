#pragma once
// `foyer serve`: from settings to a running server and back down again.

#include "app/settings.h"

namespace foyer::app {

/// Serves until SIGINT or SIGTERM, then drains. Throws std::runtime_error with one sentence if it cannot start.
void serve(const Settings&);

}  // namespace foyer::app
