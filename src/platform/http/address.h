#pragma once
// An IP address as sixteen bytes. IPv4 is kept as its IPv4-mapped IPv6 address
// (https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2), so both spellings of one host are one value.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace foyer::http {

struct Address {
  std::array<unsigned char, 16> bytes{};

  /// "192.0.2.1" or "2001:db8::1"; no zone, port or brackets.
  static std::optional<Address> parse(std::string_view);
  bool is_v4() const noexcept;
  /// "192.0.2.1" for every spelling of an IPv4 address.
  std::string text() const;

  friend bool operator==(const Address&, const Address&) = default;
};

}  // namespace foyer::http
