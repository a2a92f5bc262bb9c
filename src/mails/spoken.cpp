#include "mails/spoken.h"

#include <fmt/format.h>

#include <algorithm>

#include "platform/words/templates.h"

namespace foyer {
namespace {

std::string_view plural_in_ukrainian(std::int64_t number) noexcept {
  const std::int64_t last = number % 10;
  const bool teen = number % 100 >= 11 && number % 100 <= 14;
  if (last == 1 && !teen) return "one";
  return last >= 2 && last <= 4 && !teen ? "few" : "many";
}

std::string_view plural_in_arabic(std::int64_t number) noexcept {
  const std::int64_t rest = number % 100;
  if (number == 0) return "zero";
  if (number == 1) return "one";
  if (number == 2) return "two";
  if (rest >= 3 && rest <= 10) return "few";
  return rest >= 11 ? "many" : "other";
}

std::string say_count(std::int64_t count, std::string_view unit, Language language) {
  const auto path = fmt::format("mail.spoken.{}.{}", unit, plural_of(count, language));
  return words::say(language, path, {{"n", std::to_string(count)}});
}

}  // namespace

std::string_view plural_of(std::int64_t number, Language language) noexcept {
  if (language == Language::uk) return plural_in_ukrainian(number);
  if (language == Language::ar) return plural_in_arabic(number);
  return number == 1 ? "one" : "other";
}

std::string spoken(std::chrono::seconds span, Language language) {
  constexpr std::int64_t hour = 60;
  constexpr std::int64_t day = 24 * hour;
  const std::int64_t minutes = std::max<std::int64_t>(1, span.count() / 60);
  // "24 hours" sounds shorter than "1 day", and is what people expect of a link.
  if (minutes % day == 0 && minutes > day) return say_count(minutes / day, "days", language);
  return minutes % hour == 0 ? say_count(minutes / hour, "hours", language) : say_count(minutes, "minutes", language);
}

std::string spoken(Time at, Language language) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::minutes>(at - day)};
  const std::string clock = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
  return words::say(language, "mail.spoken.time", {{"date", spoken_date(at, language)}, {"clock", clock}});
}

std::string spoken_date(Time at, Language language) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
  const auto month = fmt::format("mail.spoken.months.{}", static_cast<unsigned>(date.month()));
  return words::say(language, "mail.spoken.date",
                    {{"day", std::to_string(static_cast<unsigned>(date.day()))},
                     {"month", words::say(language, month)},
                     {"year", std::to_string(static_cast<int>(date.year()))}});
}

}  // namespace foyer
