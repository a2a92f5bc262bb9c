#include "passwords/rules.h"

#include <algorithm>
#include <span>

namespace foyer {
namespace {

// The locale must not decide what a letter is, hence no <cctype>.
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_punctuation(char c) { return c > ' ' && c < '\x7f' && !is_upper(c) && !is_lower(c) && !is_digit(c); }

template <bool (*accepts)(char)>
bool holds(std::string_view password) {
  return std::ranges::any_of(password, accepts);
}
template <std::size_t min>
bool is_as_long_as(std::string_view password) {
  return code_points(password) >= min;
}

struct Requirement {
  std::string_view phrase;
  bool (*satisfied_by)(std::string_view);
};

constexpr Requirement legacy[] = {{"at least 8 characters", &is_as_long_as<8>},
                                  {"an upper-case letter", &holds<is_upper>},
                                  {"a lower-case letter", &holds<is_lower>},
                                  {"a digit", &holds<is_digit>},
                                  {"a special character", &holds<is_punctuation>}};
constexpr Requirement nist[] = {{"at least 15 characters", &is_as_long_as<15>}};

std::span<const Requirement> all_of(PasswordPolicy policy) {
  if (policy == PasswordPolicy::nist) return nist;
  return legacy;
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

}  // namespace

std::vector<std::string> requirements_of(PasswordPolicy policy) {
  std::vector<std::string> out;
  for (const Requirement& one : all_of(policy)) out.emplace_back(one.phrase);
  return out;
}

std::optional<Violation> weakness_of(std::string_view password, PasswordPolicy policy) {
  std::vector<std::string> missing;
  for (const Requirement& one : all_of(policy)) {
    if (!one.satisfied_by(password)) missing.emplace_back(one.phrase);
  }
  if (missing.empty()) return std::nullopt;
  return Violation{"password_too_weak", "Password must contain " + listed(missing)};
}

}  // namespace foyer
