#pragma once
// The languages that pages and mails speak. The tags are stored and are the names of web/languages/TAG.json.

#include <array>
#include <optional>
#include <string_view>

namespace foyer {

enum class Language { en, uk, es, de, ar };

/// In the order of the switcher; the first stands in for all that nobody asked for.
inline constexpr std::array languages{Language::en, Language::uk, Language::es, Language::de, Language::ar};

/// "uk"
std::string_view tag_of(Language) noexcept;
/// As its speakers write it: "Українська".
std::string_view name_of(Language) noexcept;
/// The value of HTML's dir: "ltr" or "rtl".
std::string_view direction_of(Language) noexcept;
/// Of "uk", "UK" or "uk-UA" (https://www.rfc-editor.org/rfc/rfc4647#section-3.4); nothing for languages we do not
/// speak.
std::optional<Language> language_of(std::string_view tag) noexcept;

}  // namespace foyer
