#pragma once
// What is read of a mail server's lines: the code of a reply and one offer. libcurl reads all else.

#include <string_view>

namespace foyer::mail {

/// The three digits a reply begins with (https://www.rfc-editor.org/rfc/rfc5321#section-4.2); 0 if it does not.
int reply_in(std::string_view line) noexcept;
/// "250-SMTPUTF8", whatever its case (https://www.rfc-editor.org/rfc/rfc6531#section-3.2).
bool offers_utf8(std::string_view reply) noexcept;

}  // namespace foyer::mail
