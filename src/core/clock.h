#pragma once
// Wall time is passed in; only SystemClock asks the system. Timers use monotonic time and are not here.

#include <chrono>
#include <string>

namespace foyer {

/// UTC, whole milliseconds: the resolution every table keeps.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

/// RFC 3339 in UTC with milliseconds, "2026-11-23T01:02:03.004Z" (https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
std::string to_rfc3339(Time);
/// IMF-fixdate, "Mon, 23 Nov 2026 01:02:03 GMT" (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
std::string to_http_date(Time);

}  // namespace foyer
