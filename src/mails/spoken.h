#pragma once
// Times and spans as a letter says them, in its language.

#include <chrono>
#include <string>

#include "core/clock.h"
#include "core/language.h"

namespace foyer {

/// "30 minutes", "1 hour", "7 days"
std::string spoken(std::chrono::seconds span, Language);
/// "23 November 2026, 20:15 UTC"
std::string spoken(Time, Language);
/// "23 November 2026"
std::string spoken_date(Time, Language);

/// The plural form that a language has for a number, as CLDR names it: "one", "few" …
/// (https://www.unicode.org/cldr/charts/44/supplemental/language_plural_rules.html)
std::string_view plural_of(std::int64_t number, Language) noexcept;

}  // namespace foyer
