#pragma once
// Cookies (https://www.rfc-editor.org/rfc/rfc6265): one is read strictly, and set by name.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace foyer::http {

/// The value of the cookie with this name, case and all. Nothing if it is absent, given twice, or not made of
/// cookie-octets: two readers could take two different ones.
std::optional<std::string_view> cookie_of(const Request&, std::string_view name) noexcept;

/// A Set-Cookie field for a cookie that no script reads and no other site's page sends. The name must begin with
/// "__Host-": browsers then take it from this host alone, over TLS or on loopback, for every path. Zero seconds delete
/// it.
Header guarded_cookie(std::string_view name, std::string_view value, std::chrono::seconds lifetime);

}  // namespace foyer::http
