#include "platform/config/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "core/text.h"

namespace foyer::config {
namespace {

constexpr std::string_view spaces = " \t\f\v\r\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view known) { return same_word(word, known); });
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z'); }

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host.size() > 3 && host.ends_with(']') && std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
             return is_alphanumeric(c) || c == ':' || c == '.';
           });
  }
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_port(std::string_view port) {
  const auto number = parse_integer(port);
  return number && *number >= 1 && *number <= 65'535;
}

struct UrlParts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view rest;
};

UrlParts split(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return {};
  const std::string_view after = url.substr(colon + 3);
  const std::size_t end = std::min(after.find_first_of("/?#"), after.size());
  return {url.substr(0, colon), after.substr(0, end), after.substr(end)};
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  std::int64_t out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<bool> parse_flag(std::string_view text) noexcept {
  if (is_one_of(text, {"true", "1", "yes", "on"})) return true;
  if (is_one_of(text, {"false", "0", "no", "off"})) return false;
  return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> out;
  for (const auto part : std::views::split(text, ',')) {
    const std::string_view word = trimmed(std::string_view{part.begin(), part.end()});
    if (!word.empty()) out.emplace_back(word);
  }
  return out;
}

bool is_url(std::string_view url, std::span<const std::string_view> schemes, bool may_lack_host) noexcept {
  const auto [scheme, authority, rest] = split(url);
  const bool known = std::ranges::any_of(schemes, [&](std::string_view s) { return same_word(s, scheme); });
  if (!known || !is_utf8(url) || has_controls(url) || url.contains(' ')) return false;
  if (authority.empty()) return may_lack_host && rest.size() > 1 && rest.starts_with('/');
  const std::size_t at = authority.rfind('@');
  const std::string_view place = at == std::string_view::npos ? authority : authority.substr(at + 1);
  const std::size_t bracket = place.rfind(']');
  const std::size_t colon = place.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return is_host(place.substr(0, colon)) && (colon == std::string_view::npos || is_port(place.substr(colon + 1)));
}

namespace {

/// libpq also takes one among the parameters.
std::string without_password_parameter(std::string_view url) {
  constexpr std::string_view name = "password=";
  const std::size_t found = url.find(name, std::min(url.find('?'), url.size()));
  if (found == std::string_view::npos) return std::string{url};
  const std::size_t start = found + name.size();
  return fmt::format("{}***{}", url.substr(0, start), url.substr(std::min(url.find('&', start), url.size())));
}

}  // namespace

std::string without_password(std::string_view url) {
  // The last "@" of the whole text, not of the authority: a password may hold "/" although it should not.
  const std::size_t start = url.find("://");
  const std::size_t at = url.rfind('@');
  if (start == std::string_view::npos) return std::string{url};
  if (at == std::string_view::npos || at < start + 3) return without_password_parameter(url);
  const std::size_t colon = url.find(':', start + 3);
  if (colon == std::string_view::npos || colon > at) return without_password_parameter(url);
  return without_password_parameter(fmt::format("{}:***{}", url.substr(0, colon), url.substr(at)));
}

std::string in_quotes(std::string_view value) {
  constexpr std::size_t longest = 60;
  const bool readable = is_utf8(value) && !has_controls(value);
  if (!readable) return "the value";
  if (value.size() <= longest) return fmt::format("'{}'", value);
  std::size_t end = longest;
  while ((static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("'{}…'", value.substr(0, end));
}

}  // namespace foyer::config
