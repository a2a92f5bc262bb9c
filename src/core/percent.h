#pragma once
// Percent-encoding, taken off exactly once (https://www.rfc-editor.org/rfc/rfc3986#section-2.1).

#include <optional>
#include <string>
#include <string_view>

namespace foyer {

/// Nothing if a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// 0 … 15; -1 if it is no hexadecimal digit.
constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace foyer
