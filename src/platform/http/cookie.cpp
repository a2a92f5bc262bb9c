#include "platform/http/cookie.h"

#include <fmt/format.h>

#include <algorithm>

#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

/// https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
bool is_cookie_octet(char c) noexcept { return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\'; }

}  // namespace

std::optional<std::string_view> cookie_of(const Request& request, std::string_view name) noexcept {
  std::optional<std::string_view> found;
  for (const Field& field : request.fields) {
    if (!same_word(field.name, "Cookie")) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      std::string_view value = trimmed(cut(rest, ';'));
      if (!value.contains('=') || cut(value, '=') != name) continue;
      if (found) return std::nullopt;
      found = value;
    }
  }
  return found && std::ranges::all_of(*found, is_cookie_octet) ? found : std::nullopt;
}

Header guarded_cookie(std::string_view name, std::string_view value, std::chrono::seconds lifetime) {
  return {"Set-Cookie",
          fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}", name, value, lifetime.count())};
}

}  // namespace foyer::http
