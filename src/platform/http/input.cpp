#include "platform/http/input.h"

#include <algorithm>

#include "platform/http/form.h"
#include "platform/http/media_type.h"

namespace foyer::http {
namespace {

namespace json = boost::json;

Result<json::value> form_body(const Request& request, const RouteInfo& route) {
  // What curl -d calls it unless told otherwise.
  if (request.body.starts_with('{')) return refuse(Errc::unsupported_media_type, "Send JSON as application/json");
  const auto fields = form_fields(request.body);
  if (!fields) return refuse(fields.error());
  json::object out;
  for (const auto& [name, value] : *fields) {
    const auto renamed = std::ranges::find(route.form, name, &FormName::form);
    const bool is_renamed = renamed != route.form.end();
    // What the JSON calls a renamed member is no name of the form, as the API document says; it binds nothing.
    if (!is_renamed && std::ranges::find(route.form, name, &FormName::member) != route.form.end()) continue;
    out.emplace(is_renamed ? renamed->member : name, value);
  }
  return json::value(std::move(out));
}

}  // namespace

Result<json::value> body_of(const Request& request, const RouteInfo& route, json::storage_ptr memory) {
  const auto type = content_type_of(request);
  if (!type) return refuse(type.error());
  if (request.body.empty() && type->empty()) {
    return refuse(Error{.code = Errc::validation_error, .fields = {{"missing", {"body"}, "Field required"}}});
  }
  if (!route.form.empty() && is_media_type(*type, form_type)) return form_body(request, route);
  if (!is_media_type(*type, json_type)) return refuse(Errc::unsupported_media_type);
  auto value = schema::parse_strict(request.body, std::move(memory));
  if (value) return std::move(*value);
  return refuse(Error{.code = Errc::malformed_json, .fields = {{"json_invalid", {"body"}, "JSON decode error"}}});
}

Result<json::value> query_of(const Request& request) {
  const auto pairs = parse_form(request.query);
  if (!pairs) return refuse(Errc::bad_request, "The query string is malformed");
  if (repeats_a_name(*pairs)) return refuse(Errc::bad_request, "A query parameter is given twice");
  return json::value(schema::object_of(*pairs));
}

}  // namespace foyer::http
