// What proxies, and those who play one, say of a client: whom we count is the
// proxy or a hop that was named to it.

#include <algorithm>
#include <vector>

#include "core/text.h"
#include "fuzz/check.h"
#include "platform/http/client_facts.h"
#include "platform/http/trusted_proxies.h"
#include "platform/observe/trace.h"

namespace {

/// True if one of the hops between the commas is this address.
bool is_named(const foyer::http::Address& wanted, std::string_view hops) {
  for (std::size_t at = 0; at <= hops.size();) {
    const std::size_t end = std::min(hops.find(',', at), hops.size());
    std::string_view hop = hops.substr(at, end - at);
    while (!hop.empty() && (hop.front() == ' ' || hop.front() == '\t')) hop.remove_prefix(1);
    while (!hop.empty() && (hop.back() == ' ' || hop.back() == '\t')) hop.remove_suffix(1);
    if (foyer::http::parse_hop(hop) == wanted) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  using foyer::http::Address;
  const std::string_view text = foyer::fuzz::text_of(data, size);
  static const auto trusted = foyer::http::TrustedProxies::parse({"10.0.0.0/8", "2001:db8::1"});
  static const Address stranger = Address::parse("192.0.2.1").value();
  static const Address proxy = Address::parse("10.1.2.3").value();
  const std::vector<foyer::http::Field> fields{{"X-Forwarded-For", text}, {"X-Forwarded-Proto", text}};
  check(!trusted->contains(stranger));
  const Address client = trusted->client_behind(proxy, fields);
  check(client == proxy || is_named(client, text));
  if (const auto hop = foyer::http::parse_hop(text)) check(Address::parse(hop->text()) == *hop);
  foyer::http::was_forwarded_from_https(fields);
  foyer::http::TrustedProxies::parse({std::string{text}});
  std::string clean;
  foyer::http::clean_user_agent(text, clean);
  check(clean.size() <= 256 && foyer::is_utf8(clean) && !foyer::has_controls(clean));
  std::string trace;
  foyer::trace::begin(trace, text, {1, 2, 3});
  check(foyer::trace::is_traceparent(trace));
  return 0;
}
