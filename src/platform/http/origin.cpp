#include "platform/http/origin.h"

#include "platform/http/media_type.h"

namespace foyer::http {
namespace {

constexpr const char* fetch_site = "Sec-Fetch-Site";

/// "cinema.example:8000" of "https://cinema.example:8000": a proxy that is not trusted hides our own scheme from us.
std::string_view host_of(std::string_view origin) noexcept {
  const std::size_t mark = origin.find("://");
  return mark == std::string_view::npos ? std::string_view{} : origin.substr(mark + 3);
}

bool is_from_elsewhere(const Request& request) noexcept {
  if (const auto count = request.count(fetch_site); count > 0) {
    const auto site = request.header(fetch_site);
    return count > 1 || (site != "same-origin" && site != "none");
  }
  if (request.count("Origin") == 0) return false;
  const auto origin = request.header("Origin");
  return request.count("Origin") > 1 || (origin != "null" && host_of(origin) != request.header("Host"));
}

}  // namespace

bool is_same_origin(const Request& request) noexcept {
  if (const auto count = request.count(fetch_site); count > 0) {
    return count == 1 && request.header(fetch_site) == "same-origin";
  }
  if (request.count("Origin") != 1 || request.count("Host") != 1) return false;
  const std::string_view origin = request.header("Origin");
  return origin.starts_with(request.secure ? "https://" : "http://") && host_of(origin) == request.header("Host");
}

bool is_foreign_form(const Request& request, const CorsOrigins& listed) noexcept {
  const bool asks_first = request.method != Method::post || is_media_type(request.header("Content-Type"), json_type);
  return !asks_first && is_from_elsewhere(request) && !listed.lists(request);
}

}  // namespace foyer::http
