// What proxies, and those who play one, say of a client: nobody but a trusted host changes whom we count.

#include <vector>

#include "core/text.h"
#include "fuzz/check.h"
#include "platform/http/client_facts.h"
#include "platform/http/trusted_proxies.h"
#include "platform/observe/trace.h"

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
  check(client == proxy || !trusted->contains(client) || text.contains("10.") || text.contains(":"));
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
