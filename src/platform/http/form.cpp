#include "platform/http/form.h"

#include <algorithm>

namespace foyer::http {

std::string field_of(std::string_view encoded, std::string_view name) {
  const auto pairs = parse_form(encoded);
  if (!pairs) return {};
  for (const auto& [key, value] : *pairs) {
    if (key == name) return value;
  }
  return {};
}

bool has_field(std::string_view encoded, std::string_view name) {
  const auto pairs = parse_form(encoded);
  return pairs && std::ranges::any_of(*pairs, [&](const auto& pair) { return pair.first == name; });
}

}  // namespace foyer::http
