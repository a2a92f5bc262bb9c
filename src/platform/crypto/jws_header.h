#pragma once
// The protected header of our tokens, read without trust. Private to the room.

#include <optional>
#include <string_view>

namespace foyer::crypto {

/// Views into the JSON text they were read from.
struct JwsHeader {
  std::string_view alg;
  std::string_view kid;
  std::string_view typ;
};

/// Grammar: one JSON object (https://www.rfc-editor.org/rfc/rfc8259) with exactly the members alg, kid and typ, each
/// once and each a string of printable ASCII without a backslash. We are the only issuer, so whatever else a header
/// could hold (jku, x5u, x5c, jwk, crit, b64, zip) is an attack; and with no escapes a name has one spelling.
std::optional<JwsHeader> read_jws_header(std::string_view json) noexcept;

}  // namespace foyer::crypto
