#pragma once
// What a client would rather read (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1).

#include <optional>
#include <string_view>

#include "core/language.h"

namespace foyer::http {

/// True if text/html is named and wins over application/json, as in what browsers send; wildcards alone never do.
bool prefers_html(std::string_view accept) noexcept;
/// True if application/problem+json is named and not ranked below application/json.
bool prefers_problem_json(std::string_view accept) noexcept;

/// The language of ours with the highest weight, the first of several
/// (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4); nothing if none is named. "*" names none.
std::optional<Language> preferred_language(std::string_view accept_language) noexcept;

}  // namespace foyer::http
