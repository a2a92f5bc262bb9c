#pragma once
// Where requests come from, as limits count it: an IPv4 address, or the /64 an IPv6 address lies in, because that is
// what one subscriber is given (security.md §3).

#include <string>
#include <string_view>

namespace foyer {

/// "203.0.113.7", "2001:db8:1:2::/64". IPv4 mapped into IPv6 is the IPv4 address; what is no address shares one source.
std::string source_of(std::string_view address);

}  // namespace foyer
