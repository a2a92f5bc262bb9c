#pragma once
// Text outside ASCII, by the rules of Unicode (libunistring) and of internationalised domain names (libidn2). Strings
// are UTF-8; nothing comes back for what the rules refuse.

#include <optional>
#include <string>
#include <string_view>

namespace foyer::unicode {

/// Compatibility composition: full-width letters, ligatures and the like become the plain ones.
std::optional<std::string> nfkc(std::string_view);
/// nfkc() with all case distinctions folded, and its own result when applied again.
std::optional<std::string> nfkc_casefold(std::string_view);
/// Letters, digits and their marks of any script, none of them invisible or unassigned. ASCII is not looked at. A mark
/// at the beginning would join what is written before the text.
bool is_word_text(std::string_view);
/// The domain, NFKC and with its ASCII in lower case, as a mail server's name is looked up, in lower-case ASCII: UTS 46
/// without transitional mappings, STD3 rules, IDNA2008 labels (https://www.rfc-editor.org/rfc/rfc5891#section-5).
/// A-labels must be what their own characters encode to.
std::optional<std::string> domain_to_ascii(std::string_view);

}  // namespace foyer::unicode
