#include "passwords/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace foyer {
namespace {

constexpr std::size_t legacy_min = 8;
constexpr std::size_t nist_min = 15;

// The locale must not decide what a letter is, hence no <cctype>.
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_punctuation(char c) { return c > ' ' && c < '\x7f' && !is_upper(c) && !is_lower(c) && !is_digit(c); }

Violation too_weak(std::string msg) { return {"password_too_weak", std::move(msg)}; }

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

std::optional<Violation> legacy_weakness(std::string_view password) {
  std::vector<std::string> wanted;
  if (code_points(password) < legacy_min) wanted.push_back(fmt::format("at least {} characters", legacy_min));
  if (!std::ranges::any_of(password, is_upper)) wanted.emplace_back("an upper-case letter");
  if (!std::ranges::any_of(password, is_lower)) wanted.emplace_back("a lower-case letter");
  if (!std::ranges::any_of(password, is_digit)) wanted.emplace_back("a digit");
  if (!std::ranges::any_of(password, is_punctuation)) wanted.emplace_back("a special character");
  if (wanted.empty()) return std::nullopt;
  return too_weak("Password must contain " + listed(wanted));
}

}  // namespace

std::optional<Violation> weakness_of(std::string_view password, PasswordPolicy policy) {
  switch (policy) {
    case PasswordPolicy::legacy:
      return legacy_weakness(password);
    case PasswordPolicy::nist:
      if (code_points(password) >= nist_min) return std::nullopt;
      return too_weak(fmt::format("Password must contain at least {} characters", nist_min));
  }
  return std::nullopt;
}

}  // namespace foyer
