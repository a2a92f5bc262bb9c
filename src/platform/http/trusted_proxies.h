#pragma once
// Hosts whose word on the client is taken (security.md L4). From everyone else forwarding fields are just text.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/address.h"
#include "platform/http/message.h"

namespace foyer::http {

class TrustedProxies {
 public:
  /// Addresses and CIDR ranges, such as "10.0.0.0/8" or "2001:db8::1"; otherwise a sentence on the first wrong one.
  static std::expected<TrustedProxies, std::string> parse(const std::vector<std::string>& ranges);

  bool empty() const noexcept { return ranges_.empty(); }
  bool contains(const Address&) const noexcept;

  /// Who asks through `proxy`, which is one of these: the right-most hop of X-Forwarded-For that is not. What a client
  /// writes there itself stands to the left of that. A malformed hop ends the walk at the last good one.
  Address client_behind(const Address& proxy, const std::vector<Field>& fields) const;

 private:
  struct Range {
    Address first;
    unsigned bits = 128;
    bool contains(const Address&) const noexcept;
  };
  static std::expected<Range, std::string> parse_range(std::string_view);

  std::vector<Range> ranges_;
};

/// True if the proxy next to us received the request over TLS: the last word of X-Forwarded-Proto is its own.
bool was_forwarded_from_https(const std::vector<Field>& fields) noexcept;

/// "192.0.2.1", "192.0.2.1:567", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:567", without the port.
std::optional<Address> parse_hop(std::string_view);

}  // namespace foyer::http
