#pragma once
// Base64 with padding (https://www.rfc-editor.org/rfc/rfc4648#section-4), as bodies travel. Strict: no line breaks,
// foreign characters, missing padding or spare bits.

#include <optional>
#include <string>
#include <string_view>

namespace foyer::celery {

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace foyer::celery
