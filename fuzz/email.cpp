// Addresses in every spelling: the canonical form is its own, and safe to write into a header, a log and a link.

#include <algorithm>

#include "core/email.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  const auto email = foyer::Email::from(foyer::fuzz::text_of(data, size));
  if (!email) {
    check(!email.error().type.empty() && !email.error().msg.empty());
    return 0;
  }
  const std::string& canonical = email->str();
  check(foyer::Email::from(canonical) == *email);
  check(canonical.size() <= foyer::Email::max_length && foyer::is_utf8(canonical) && !foyer::has_controls(canonical));
  check(std::ranges::count(canonical, '@') == 1 && canonical.find_first_of(" <>,;:\"()[]\\") == std::string::npos);
  check(email->domain().contains('.') && std::ranges::all_of(email->domain(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        }));
  return 0;
}
