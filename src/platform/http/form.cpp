#include "platform/http/form.h"

namespace foyer::http {

std::string field_of(std::string_view encoded, std::string_view name) {
  const auto pairs = parse_form(encoded);
  if (!pairs) return {};
  for (const auto& [key, value] : *pairs) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace foyer::http
