#include "platform/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>

namespace foyer::http {
namespace {

constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  // inet_pton wants a terminator and stops at the first one it meets.
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.empty() || text.size() >= terminated.size() || text.contains('\0')) return std::nullopt;
  std::ranges::copy(text, terminated.begin());
  Address out;
  if (text.contains(':')) {
    if (inet_pton(AF_INET6, terminated.data(), out.bytes.data()) != 1) return std::nullopt;
    return out;
  }
  std::ranges::copy(mapped, out.bytes.begin());
  if (inet_pton(AF_INET, terminated.data(), out.bytes.data() + mapped.size()) != 1) return std::nullopt;
  return out;
}

bool Address::is_v4() const noexcept { return std::equal(mapped.begin(), mapped.end(), bytes.begin()); }

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool v4 = is_v4();
  const auto* from = bytes.data() + (v4 ? mapped.size() : 0);
  inet_ntop(v4 ? AF_INET : AF_INET6, from, out.data(), out.size());
  return out.data();
}

}  // namespace foyer::http
