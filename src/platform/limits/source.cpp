#include "platform/limits/source.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace foyer {

namespace ip = boost::asio::ip;

std::string source_of(std::string_view address) {
  boost::system::error_code no_address;
  const ip::address parsed = ip::make_address(address, no_address);
  if (no_address) return "unknown";
  // Only the usual spelling of an IPv4 address is one.
  if (parsed.is_v4()) return std::string{address};
  const ip::address_v6 v6 = parsed.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
  ip::address_v6::bytes_type prefix = v6.to_bytes();
  std::fill(prefix.begin() + 8, prefix.end(), static_cast<unsigned char>(0));
  return ip::address_v6{prefix}.to_string() + "/64";
}

}  // namespace foyer
