#pragma once
// An ECDSA signature has two forms: JWS wants r and s side by side, 32 bytes each
// (https://www.rfc-editor.org/rfc/rfc7518#section-3.4), OpenSSL a DER sequence of two integers. Private to the room.

#include <string>
#include <string_view>

namespace foyer::crypto {

std::string to_jws_ecdsa(std::string_view der);
/// Empty unless the signature has exactly 64 bytes.
std::string to_der_ecdsa(std::string_view signature);

}  // namespace foyer::crypto
