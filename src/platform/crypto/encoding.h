#pragma once
// Base64url without padding (https://www.rfc-editor.org/rfc/rfc4648#section-5), Base64 with it (section 4) and
// hexadecimal, strict both ways: a foreign alphabet, the wrong padding, white space or non-zero spare bits decode to
// nothing, so one value has one spelling.

#include <optional>
#include <string>
#include <string_view>

namespace foyer::crypto {

std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
/// Padded to groups of four.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

}  // namespace foyer::crypto
