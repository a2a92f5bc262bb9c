#include "passwords/rules.h"

#include <algorithm>
#include <ranges>

#include "passwords/guesses.h"
#include "passwords/spelling.h"
#include "passwords/strength.h"

namespace foyer {
namespace {

bool is_punctuation(char c) { return c > ' ' && c < '\x7f' && !is_upper(c) && !is_lower(c) && !is_digit(c); }

template <bool (*accepts)(char)>
bool holds(std::string_view password) {
  return std::ranges::any_of(password, accepts);
}
template <std::size_t min>
bool is_as_long_as(std::string_view password) {
  return code_points(password) >= min;
}

constexpr unsigned min_length_legacy = 8;
constexpr unsigned min_length_nist = 15;

struct Requirement {
  std::string_view phrase;
  bool (*satisfied_by)(std::string_view);
};

constexpr Requirement legacy[] = {{"at least 8 characters", &is_as_long_as<min_length_legacy>},
                                  {"an upper-case letter", &holds<is_upper>},
                                  {"a lower-case letter", &holds<is_lower>},
                                  {"a digit", &holds<is_digit>},
                                  {"a special character", &holds<is_punctuation>}};
constexpr Requirement nist[] = {{"at least 15 characters", &is_as_long_as<min_length_nist>}};

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

// Shorter words stand in honest passwords by chance.
constexpr std::size_t shortest_personal_word = 4;

std::string lowered(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

/// Words no password may be built from, in lower case.
class Context {
 public:
  void add(std::string_view word) {
    if (word.size() >= shortest_personal_word) words_.push_back(lowered(word));
  }
  /// The text and its parts, and without the digits around them: "o.sokil_77" gives "o.sokil_77" and "sokil".
  void add_with_parts(std::string_view text) {
    add(text);
    constexpr std::string_view separators = " ._-+";
    while (!text.empty()) {
      const std::string_view part = text.substr(0, text.find_first_of(separators));
      add(part);
      add(without_digits_around(part));
      text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
  }
  std::vector<std::string_view> words() const { return {words_.begin(), words_.end()}; }

 private:
  static std::string_view without_digits_around(std::string_view text) {
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
    return text;
  }

  std::vector<std::string> words_;
};

Context about_the_service(const PasswordRules& rules) {
  Context context;
  context.add_with_parts(rules.service);
  context.add("cinema");
  return context;
}

Violation personal() {
  return {"password_too_personal", "Password must not be built from your address or the name of this service"};
}

std::optional<Violation> guess_violation(std::string_view password, const Context& context) {
  const auto words = context.words();
  const auto guess = guessed(password, words);
  if (!guess) return std::nullopt;
  if (*guess == Guess::personal) return personal();
  return Violation{"password_too_common",
                   "Password is too easy to guess: avoid common words, names, repetition and neighbouring keys"};
}

}  // namespace

unsigned min_length_of(PasswordPolicy policy) noexcept {
  return policy == PasswordPolicy::nist ? min_length_nist : min_length_legacy;
}

std::optional<Violation> weakness_of(std::string_view password, const PasswordRules& rules,
                                     std::span<const std::string_view> context) {
  std::vector<std::string> missing;
  for (const Requirement& one : all_of(rules.policy)) {
    if (!one.satisfied_by(password)) missing.emplace_back(one.phrase);
  }
  if (!missing.empty()) return Violation{"password_too_weak", "Password must contain " + listed(missing)};
  Context words = about_the_service(rules);
  for (const std::string_view word : context) words.add(word);
  if (auto violation = guess_violation(password, words)) return violation;
  if (rules.min_strength > 0 && strength_of(password) < rules.min_strength) {
    return Violation{"password_too_weak", "Password is too easy to guess: make it longer or less regular"};
  }
  return std::nullopt;
}

std::optional<Violation> too_personal(std::string_view password, const Email& email, const PasswordRules& rules) {
  const std::string_view address = email.str();
  const auto at = address.find('@');
  Context words = about_the_service(rules);
  words.add_with_parts(address.substr(0, at));
  words.add(address);
  const std::string_view domain = address.substr(at + 1);
  // The top-level label says nothing of a person.
  for (const auto label : domain.substr(0, domain.rfind('.')) | std::views::split('.')) {
    words.add_with_parts(std::string_view{label.begin(), label.end()});
  }
  const auto violation = guess_violation(password, words);
  return violation && violation->type == personal().type ? violation : std::nullopt;
}

}  // namespace foyer
