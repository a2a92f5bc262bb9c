#pragma once
// Times and spans as a letter says them.

#include <chrono>
#include <string>

#include "core/clock.h"

namespace foyer {

/// "30 minutes", "1 hour", "7 days"
std::string spoken(std::chrono::seconds span);
/// "23 November 2026, 20:15 UTC"
std::string spoken(Time);
/// "23 November 2026"
std::string spoken_date(Time);

}  // namespace foyer
