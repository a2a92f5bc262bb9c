#pragma once
// What a body says it is (https://www.rfc-editor.org/rfc/rfc9110#section-8.3).

#include <string_view>

#include "core/result.h"
#include "platform/http/message.h"

namespace foyer::http {

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

/// True for "Application/JSON; charset=utf-8" if application/json is wanted.
bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept;

/// The request's Content-Type, empty if it has none. Refused where two readers could take the body for two things: more
/// than one Content-Type, or a Content-Encoding other than identity.
Result<std::string_view> content_type_of(const Request&);

}  // namespace foyer::http
