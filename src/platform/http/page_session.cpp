#include "platform/http/page_session.h"

#include <fmt/format.h>

#include "platform/http/cookie.h"
#include "platform/http/origin.h"

namespace foyer::http {
namespace {

constexpr std::string_view cookie_name = "__Host-foyer_refresh";

}  // namespace

PageSession page_session_of(const Request& request) {
  if (request.count(page_session_field) != 1 || request.header(page_session_field) != "cookie") return {};
  if (!is_same_origin(request)) return {.place = PageSession::Place::denied};
  return {.place = PageSession::Place::cookie, .token = std::string{cookie_of(request, cookie_name).value_or("")}};
}

Header keep_in_page(std::string_view token, std::chrono::seconds lifetime) {
  return guarded_cookie(cookie_name, token, lifetime);
}

Header clear_from_page() { return guarded_cookie(cookie_name, "", std::chrono::seconds{0}); }

}  // namespace foyer::http
