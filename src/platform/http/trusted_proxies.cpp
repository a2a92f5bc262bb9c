#include "platform/http/trusted_proxies.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>
#include <utility>

#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

std::optional<unsigned> parse_number(std::string_view digits, unsigned max) {
  unsigned number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure != std::errc{} || end != digits.data() + digits.size() || number > max) return std::nullopt;
  return number;
}

bool is_port(std::string_view text) { return text.size() <= 5 && parse_number(text, 65'535).has_value(); }

bool bit(const Address& address, unsigned at) noexcept { return (address.bytes[at / 8] >> (7 - at % 8) & 1) != 0; }

/// What stands behind the last comma.
std::string_view last_word(std::string_view list) noexcept {
  const std::size_t comma = list.rfind(',');
  return comma == std::string_view::npos ? list : list.substr(comma + 1);
}

}  // namespace

bool TrustedProxies::Range::contains(const Address& address) const noexcept {
  // Otherwise ::/8 would hold every IPv4 address.
  if (address.is_v4() != first.is_v4()) return false;
  const auto whole = static_cast<std::ptrdiff_t>(bits / 8);
  if (!std::equal(first.bytes.begin(), first.bytes.begin() + whole, address.bytes.begin())) return false;
  for (unsigned at = bits / 8 * 8; at < bits; ++at)
    if (bit(first, at) != bit(address, at)) return false;
  return true;
}

std::expected<TrustedProxies::Range, std::string> TrustedProxies::parse_range(std::string_view text) {
  const auto wrong = [&](std::string_view why) { return std::unexpected(fmt::format("'{}' {}", text, why)); };
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto first = Address::parse(host);
  if (!first) return wrong("is no IP address or range; write for example 10.0.0.0/8 or 2001:db8::1");
  if (slash == std::string_view::npos) return Range{*first, 128};
  const bool dotted = !host.contains(':');
  const auto bits = parse_number(text.substr(slash + 1), dotted ? 32 : 128);
  if (!bits)
    return wrong(dotted ? "needs a number up to 32 after the slash" : "needs a number up to 128 after the slash");
  if (*bits == 0) return wrong("would trust everybody");
  const unsigned prefix = *bits + (dotted ? 96 : 0);
  for (unsigned at = prefix; at < 128; ++at)
    if (bit(*first, at)) return wrong("does not begin its range: clear the bits behind the prefix");
  return Range{*first, prefix};
}

std::expected<TrustedProxies, std::string> TrustedProxies::parse(const std::vector<std::string>& ranges) {
  TrustedProxies out;
  for (const std::string& text : ranges) {
    auto range = parse_range(text);
    if (!range) return std::unexpected(std::move(range.error()));
    out.ranges_.push_back(*range);
  }
  return out;
}

bool TrustedProxies::contains(const Address& address) const noexcept {
  return std::ranges::any_of(ranges_, [&](const Range& range) { return range.contains(address); });
}

Address TrustedProxies::client_behind(const Address& proxy, const std::vector<Field>& fields) const {
  Address client = proxy;
  for (const Field& field : fields | std::views::reverse) {
    if (!same_word(field.name, "X-Forwarded-For")) continue;
    for (std::size_t end = field.value.size(); end != std::string_view::npos;) {
      const std::string_view rest = field.value.substr(0, end);
      const auto hop = parse_hop(trimmed(last_word(rest)));
      if (!hop) return client;
      client = *hop;
      if (!contains(client)) return client;
      end = rest.rfind(',');
    }
  }
  return client;
}

bool was_forwarded_from_https(const std::vector<Field>& fields) noexcept {
  for (const Field& field : fields | std::views::reverse)
    if (same_word(field.name, "X-Forwarded-Proto")) return same_word(trimmed(last_word(field.value)), "https");
  return false;
}

std::optional<Address> parse_hop(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(1, end - 1);
    const std::string_view port = text.substr(end + 1);
    if (!host.contains(':') || (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))))
      return std::nullopt;
    return Address::parse(host);
  }
  const std::size_t colon = text.find(':');
  const bool has_port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (!has_port) return Address::parse(text);
  return is_port(text.substr(colon + 1)) ? Address::parse(text.substr(0, colon)) : std::nullopt;
}

}  // namespace foyer::http
