#pragma once
// How the characters of a password are read by those who guess: ASCII only, so that no locale decides what a letter is.

#include <string_view>

namespace foyer {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }

/// `c` where it stands in `from` becomes what stands there in `to`.
constexpr char mapped(char c, std::string_view from, std::string_view to) {
  const auto at = from.find(c);
  return at == std::string_view::npos ? c : to[at];
}

/// The letter for which a digit or a sign is usually put: "p4$$w0rd" is read as "password".
constexpr char letter_meant(char c) { return mapped(lower(c), "@4830$57+|!19(<2", "aabeossttliigccz"); }

}  // namespace foyer
