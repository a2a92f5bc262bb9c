#include "platform/http/language.h"

#include <fmt/format.h>

#include "platform/http/cookie.h"
#include "platform/http/form.h"

namespace foyer::http {
namespace {

constexpr std::string_view cookie_name = "lang";

std::optional<Language> chosen(const Request& request) { return language_of(field_of(request.query, "lang")); }

}  // namespace

Language page_language(const Request& request) {
  if (const auto language = chosen(request)) return *language;
  const auto kept = cookie_of(request, cookie_name);
  if (const auto language = kept ? language_of(*kept) : std::nullopt) return *language;
  return request.client.language.value_or(languages.front());
}

std::optional<Header> chosen_language_cookie(const Request& request) {
  const auto language = chosen(request);
  if (!language) return std::nullopt;
  return Header{"Set-Cookie", fmt::format("{}={}; Path=/; SameSite=Lax; Max-Age=31536000{}", cookie_name,
                                          tag_of(*language), request.secure ? "; Secure" : "")};
}

}  // namespace foyer::http
