#include "core/language.h"

#include <algorithm>

namespace foyer {

std::string_view tag_of(Language language) noexcept {
  switch (language) {
    case Language::en:
      return "en";
    case Language::uk:
      return "uk";
    case Language::es:
      return "es";
    case Language::de:
      return "de";
    case Language::ar:
      return "ar";
  }
  return "en";
}

std::string_view name_of(Language language) noexcept {
  switch (language) {
    case Language::en:
      return "English";
    case Language::uk:
      return "Українська";
    case Language::es:
      return "Español";
    case Language::de:
      return "Deutsch";
    case Language::ar:
      return "العربية";
  }
  return "English";
}

std::string_view direction_of(Language language) noexcept { return language == Language::ar ? "rtl" : "ltr"; }

std::optional<Language> language_of(std::string_view tag) noexcept {
  const std::string_view primary = tag.substr(0, tag.find('-'));
  const auto is_ours = [&](Language language) {
    return std::ranges::equal(primary, tag_of(language), [](char given, char ours) {
      return (given >= 'A' && given <= 'Z' ? static_cast<char>(given + 0x20) : given) == ours;
    });
  };
  const auto* found = std::ranges::find_if(languages, is_ours);
  return found == languages.end() ? std::nullopt : std::optional{*found};
}

}  // namespace foyer
