#include "mails/spoken.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace foyer {

std::string spoken(std::chrono::seconds span) {
  constexpr std::int64_t hour = 60;
  constexpr std::int64_t day = 24 * hour;
  const auto say = [](std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  const std::int64_t minutes = std::max<std::int64_t>(1, span.count() / 60);
  // "24 hours" sounds shorter than "1 day", and is what people expect of a link.
  if (minutes % day == 0 && minutes > day) return say(minutes / day, "day");
  return minutes % hour == 0 ? say(minutes / hour, "hour") : say(minutes, "minute");
}

std::string spoken(Time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::minutes>(at - day)};
  return fmt::format("{}, {:02}:{:02} UTC", spoken_date(at), time.hours().count(), time.minutes().count());
}

std::string spoken_date(Time at) {
  static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

}  // namespace foyer
