#include "platform/mail/smtp_reply.h"

#include <strings.h>

#include <algorithm>

namespace foyer::mail {

int reply_in(std::string_view line) noexcept {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), digit)) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

bool offers_utf8(std::string_view reply) noexcept {
  constexpr std::string_view wanted = "SMTPUTF8";
  const std::string_view keyword = reply.substr(std::min<std::size_t>(4, reply.size()));
  return keyword.size() >= wanted.size() && ::strncasecmp(keyword.data(), wanted.data(), wanted.size()) == 0 &&
         (keyword.size() == wanted.size() || keyword[wanted.size()] <= ' ');
}

}  // namespace foyer::mail
