// Lines of a mail server: a code is three digits or none, and an offer is never read out of bounds or out of thin air.

#include "platform/mail/smtp_reply.h"

#include <algorithm>
#include <string>

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line = foyer::fuzz::text_of(data, size);
  const int code = foyer::mail::reply_in(line);
  foyer::fuzz::check(code >= 0 && code <= 999);
  if (code > 0) foyer::fuzz::check(std::to_string(1000 + code).substr(1) == line.substr(0, 3));
  if (foyer::mail::offers_utf8(line)) {
    std::string upper{line};
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    foyer::fuzz::check(upper.find("SMTPUTF8") == 4);
  }
  return 0;
}
