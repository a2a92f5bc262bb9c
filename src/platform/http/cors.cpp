#include "platform/http/cors.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "platform/http/address.h"
#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_scheme(std::string_view text) {
  return !text.empty() && is_lower(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    const auto inside = text.substr(1, text.size() - 2);
    const auto address = Address::parse(inside);
    return inside.contains(':') && address && (address->is_v4() || address->text() == inside);
  }
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
  });
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.front() != '0' && std::ranges::all_of(text, is_digit) &&
         (text.size() < 5 || text <= "65535");
}

/// Why no browser would send this as its Origin (https://www.rfc-editor.org/rfc/rfc6454#section-6.2).
std::optional<std::string_view> flaw_of(std::string_view origin) {
  if (origin.contains('*')) return "would let every site in; list each origin";
  const std::size_t mark = origin.find("://");
  constexpr std::string_view example = "is no origin; write for example https://cinema.example";
  if (mark == std::string_view::npos) return example;
  const std::string_view scheme = origin.substr(0, mark);
  const std::string_view rest = origin.substr(mark + 3);
  if (rest.find_first_of("/?#") != std::string_view::npos)
    return "must end after the host or port, without a slash or path";
  const std::size_t colon = rest.find(':', rest.starts_with('[') ? rest.find(']') : 0);
  if (std::ranges::any_of(origin, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return "must be in lower case, as browsers send it";
  if (!is_scheme(scheme) || !is_host(rest.substr(0, colon))) return example;
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = rest.substr(colon + 1);
  if (!is_port(port)) return "has no port behind its colon";
  const bool is_default = (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  if (is_default) return "must leave out its scheme's own port, as browsers do";
  return std::nullopt;
}

bool is_shared(std::string_view path) noexcept {
  return path == "/api/v1" || path.starts_with("/api/v1/") || path == "/openapi.json" ||
         path.starts_with("/.well-known/");
}

/// The router's own answer to OPTIONS names what the path takes.
std::optional<std::string> allowed_methods(const Request& request, const Response& response) {
  if (request.method != Method::options || request.header("Access-Control-Request-Method").empty()) return std::nullopt;
  const auto allow =
      std::ranges::find_if(response.headers, [](const Header& one) { return same_word(one.name, "Allow"); });
  if (response.status != 204 || allow == response.headers.end()) return std::nullopt;
  return allow->value;
}

}  // namespace

std::expected<CorsOrigins, std::string> CorsOrigins::parse(const std::vector<std::string>& origins) {
  for (const std::string& origin : origins)
    if (const auto flaw = flaw_of(origin)) return std::unexpected(fmt::format("'{}' {}", origin, *flaw));
  CorsOrigins out;
  out.origins_ = origins;
  return out;
}

bool CorsOrigins::lists(const Request& request) const noexcept {
  return request.count("Origin") == 1 && std::ranges::find(origins_, request.header("Origin")) != origins_.end();
}

bool CorsOrigins::allows(const Request& request) const noexcept { return is_shared(request.path) && lists(request); }

void CorsOrigins::admit(const Request& request, Response& response) const {
  auto& headers = response.headers;
  // Also where nothing else is added: a cache must not hand one origin's answer to another.
  headers.push_back({"Vary", "Origin"});
  if (!allows(request)) return;
  auto methods = allowed_methods(request, response);
  headers.push_back({"Access-Control-Allow-Origin", std::string{request.header("Origin")}});
  if (!methods) {
    headers.push_back(
        {"Access-Control-Expose-Headers", "Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, X-Request-Id"});
    return;
  }
  headers.push_back({"Access-Control-Allow-Methods", std::move(*methods)});
  headers.push_back({"Access-Control-Allow-Headers", "authorization, content-type"});
  headers.push_back({"Access-Control-Max-Age", "600"});
}

}  // namespace foyer::http
