#pragma once
// How operators write a limit: uses "/" [count] unit, such as 60/15m or 10/h; units s, m, h, d. "off" is no limit.

#include <optional>
#include <string>
#include <string_view>

#include "platform/limits/limits.h"

namespace foyer {

/// With `quota` and `window` as written and the name of `fallback`; nothing if it is not such a text.
std::optional<Limit> parse_limit(std::string_view text, const Limit& fallback);
std::string to_text(const Limit&);
bool is_off(const Limit&) noexcept;

}  // namespace foyer
