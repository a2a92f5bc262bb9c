// Cookies, languages, wishes and tokens that a client sends: no crash, and nothing found that is not there.

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "platform/http/accept.h"
#include "platform/http/bearer.h"
#include "platform/http/cookie.h"
#include "platform/http/language.h"
#include "platform/http/page_session.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  const std::string_view rest = bytes.substr(std::min(first.size() + 1, size));
  foyer::http::Request request{.query = rest};
  request.fields = {{"Cookie", first},
                    {"X-Foyer-Session", "cookie"},
                    {"Origin", rest},
                    {"Host", "cinema.example"},
                    {"Authorization", first}};
  request.client.language = foyer::http::preferred_language(first);
  foyer::http::page_language(request);
  if (foyer::http::prefers_html(first) && !first.contains('/')) std::abort();
  if (foyer::http::prefers_problem_json(first) && !first.contains('/')) std::abort();
  if (const auto token = foyer::http::bearer_token(request); token && !first.ends_with(*token)) std::abort();
  const auto page = foyer::http::page_session_of(request);
  const bool from_us = rest == "http://cinema.example";
  if (from_us != (page.place == foyer::http::PageSession::Place::cookie)) std::abort();
  if (!page.token.empty() && !first.contains("__Host-foyer_refresh=" + page.token)) std::abort();
  return 0;
}
