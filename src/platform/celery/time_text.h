#pragma once
// Points in time as Python spells them: ISO 8601 with microseconds and offset.

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace foyer::celery {

/// "2026-11-22T21:57:25.195000+00:00"
std::string to_iso8601(Time);
/// The form above, with any offset or `Z`, with or without a fraction; without an offset it is UTC. Nothing if it is
/// anything else, or outside the years 1970 to 9999.
std::optional<Time> from_iso8601(std::string_view);
/// Seconds since 1970, as events and leases count.
double to_seconds(Time) noexcept;

}  // namespace foyer::celery
