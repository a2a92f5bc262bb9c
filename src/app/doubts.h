#pragma once
// What works as it is set, and may not be what its operator meant.

#include <string>
#include <vector>

#include "app/settings.h"

namespace foyer::app {

/// A sentence each, without its full stop.
std::vector<std::string> doubts_about(const Settings&);

}  // namespace foyer::app
