#include "platform/http/form.h"

#include <algorithm>

#include "platform/http/media_type.h"

namespace foyer::http {

std::string field_of(std::string_view encoded, std::string_view name) {
  const auto pairs = parse_form(encoded);
  if (!pairs) return {};
  const auto named = [&](const auto& pair) { return pair.first == name; };
  return std::ranges::count_if(*pairs, named) == 1 ? std::ranges::find_if(*pairs, named)->second : std::string{};
}

bool has_field(std::string_view encoded, std::string_view name) {
  const auto pairs = parse_form(encoded);
  return pairs && std::ranges::any_of(*pairs, [&](const auto& pair) { return pair.first == name; });
}

bool repeats_a_name(const schema::Pairs& pairs) {
  std::vector<std::string_view> names;
  for (const auto& pair : pairs) names.push_back(pair.first);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

Result<schema::Pairs> form_fields(std::string_view body) {
  auto fields = parse_form(body);
  if (!fields) return refuse(Errc::bad_request, "The form is not valid application/x-www-form-urlencoded");
  if (repeats_a_name(*fields)) return refuse(Errc::bad_request, "A form field is given twice");
  return std::move(*fields);
}

Result<schema::Pairs> form_of(const Request& request) {
  const auto type = content_type_of(request);
  if (!type) return refuse(type.error());
  if (!is_media_type(*type, form_type)) {
    return refuse(Errc::unsupported_media_type, "Send a form as application/x-www-form-urlencoded");
  }
  return form_fields(request.body);
}

}  // namespace foyer::http
