#include "core/email.h"

#include <algorithm>
#include <ranges>

#include "core/unicode.h"

namespace foyer {
namespace {

constexpr std::size_t max_local_part = 64;
constexpr std::size_t max_label = 63;
// Every character that counts may be spelled in several bytes; more cannot become an address.
constexpr std::size_t max_spelling = 2048;

constexpr std::string_view bad_local_part = "the part before the @-sign contains invalid characters.";
constexpr std::string_view bad_domain = "the part after the @-sign is not a valid domain name.";

bool is_alphanumeric(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_atom_text(char c) noexcept { return is_alphanumeric(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.contains(c); }

bool is_atom(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_atom_text); }

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

template <class Accepts>
bool any_part(std::string_view text, Accepts accepts) {
  return !every_part(text, [&](std::string_view part) { return !accepts(part); });
}

bool is_domain(std::string_view domain) {
  const bool has_dot = domain.contains('.');
  const bool numeric_top =
      std::ranges::all_of(domain.substr(domain.rfind('.') + 1), [](char c) { return c >= '0' && c <= '9'; });
  return has_dot && !numeric_top && every_part(domain, is_label);
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return lower(c); });
  return text;
}

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Dot-separated words of any script whose ASCII is that of atoms (https://www.rfc-editor.org/rfc/rfc6531#section-3.3).
bool is_international_atom(std::string_view text) {
  const auto allowed = [](char c) { return static_cast<unsigned char>(c) >= 0x80 || is_atom_text(c); };
  return !text.empty() && std::ranges::all_of(text, allowed) && unicode::is_word_text(text);
}

bool is_encoded_label(std::string_view label) { return label.starts_with("xn--"); }

std::unexpected<Violation> invalid(std::string_view why) {
  return std::unexpected(Violation{"value_error", "value is not a valid email address: " + std::string{why}});
}

}  // namespace

// Canonicalise first, validate after: what a character turns into must pass, not what it looked like. Otherwise a
// full-width @ or a dot leader would put a second address behind the first.
std::expected<Email, Violation> Email::from(std::string_view text) {
  if (text.size() > max_spelling) return invalid("it is too long.");
  std::string spelled{text};
  if (!is_ascii(text)) {
    auto plain = is_utf8(text) ? unicode::nfkc(text) : std::nullopt;
    if (!plain) return invalid("it is not text.");
    spelled = std::move(*plain);
  }
  const auto at = spelled.find('@');
  if (at == std::string::npos) return invalid("an email address must have an @-sign.");
  if (spelled.find('@', at + 1) != std::string::npos) return invalid("it must have exactly one @-sign.");

  std::string local = lower(spelled.substr(0, at));
  std::string domain = lower(spelled.substr(at + 1));
  const bool international = !is_ascii(local);
  if (international) {
    auto folded = unicode::nfkc_casefold(local);
    if (!folded) return invalid(bad_local_part);
    local = std::move(*folded);
  }
  if (local.empty()) return invalid("there must be something before the @-sign.");
  if (local.size() > max_local_part) return invalid("it is too long.");
  if (!every_part(local, international ? is_international_atom : is_atom)) return invalid(bad_local_part);

  if (!is_ascii(domain) || any_part(domain, is_encoded_label)) {
    auto ascii = unicode::domain_to_ascii(domain);
    if (!ascii) return invalid(bad_domain);
    domain = std::move(*ascii);
  }
  if (!is_domain(domain)) return invalid(bad_domain);
  std::string canonical = std::move(local) + '@' + domain;
  if (canonical.size() > max_length) return invalid("it is too long.");
  return Email{std::move(canonical)};
}

std::string_view Email::local_part() const noexcept {
  return std::string_view{canonical_}.substr(0, canonical_.find('@'));
}
std::string_view Email::domain() const noexcept {
  return std::string_view{canonical_}.substr(canonical_.find('@') + 1);
}
bool Email::needs_smtputf8() const noexcept { return !is_ascii(canonical_); }

Violation international_local_part() {
  return invalid("this service sends mail to addresses in ASCII only before the @-sign.").error();
}

}  // namespace foyer
