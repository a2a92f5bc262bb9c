#pragma once
// What a body says it is (https://www.rfc-editor.org/rfc/rfc9110#section-8.3).

#include <string_view>

namespace foyer::http {

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

/// True for "Application/JSON; charset=utf-8" if application/json is wanted.
bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept;

}  // namespace foyer::http
