#include "core/email.h"

#include <algorithm>
#include <ranges>

namespace foyer {
namespace {

constexpr std::size_t max_local_part = 64;
constexpr std::size_t max_label = 63;

bool is_alphanumeric(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_atom_text(char c) noexcept { return is_alphanumeric(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.contains(c); }

bool is_atom(std::string_view text) noexcept { return !text.empty() && std::ranges::all_of(text, is_atom_text); }

bool is_label(std::string_view text) noexcept {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-'; };
  return !text.empty() && text.size() <= max_label && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, allowed);
}

template <class Accepts>
bool every_part(std::string_view text, Accepts accepts) {
  return std::ranges::all_of(text | std::views::split('.'),
                             [&](auto part) { return accepts(std::string_view{part.begin(), part.end()}); });
}

bool is_domain(std::string_view domain) {
  const bool has_dot = domain.contains('.');
  const bool numeric_top =
      std::ranges::all_of(domain.substr(domain.rfind('.') + 1), [](char c) { return c >= '0' && c <= '9'; });
  return has_dot && !numeric_top && every_part(domain, is_label);
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::unexpected<Violation> invalid(std::string_view why) {
  return std::unexpected(Violation{"value_error", "value is not a valid email address: " + std::string{why}});
}

}  // namespace

std::expected<Email, Violation> Email::from(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos) return invalid("an email address must have an @-sign.");
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  if (domain.contains('@')) return invalid("it must have exactly one @-sign.");
  if (text.size() > max_length || local.size() > max_local_part) return invalid("it is too long.");
  if (local.empty()) return invalid("there must be something before the @-sign.");
  if (!every_part(local, is_atom)) return invalid("the part before the @-sign contains invalid characters.");
  if (!is_domain(domain)) return invalid("the part after the @-sign is not a valid domain name.");

  std::string canonical{text};
  std::ranges::transform(canonical, canonical.begin(), lower);
  return Email{std::move(canonical)};
}

}  // namespace foyer
