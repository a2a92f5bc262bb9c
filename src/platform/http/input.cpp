#include "platform/http/input.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

#include "platform/http/media_type.h"
#include "platform/http/uri.h"

namespace foyer::http {
namespace {

namespace json = boost::json;

/// By any field of that name: what stands in front of us may believe another one than the first.
bool is_encoded(const Request& request) {
  return std::ranges::any_of(request.fields, [](const Field& field) {
    return boost::beast::iequals(field.name, "content-encoding") && !field.value.empty() &&
           !boost::beast::iequals(field.value, "identity");
  });
}

Result<json::value> form_body(const Request& request, const RouteInfo& route) {
  // What curl -d calls it unless told otherwise.
  if (request.body.starts_with('{')) return refuse(Errc::unsupported_media_type, "Send JSON as application/json");
  const auto fields = parse_form(request.body);
  if (!fields) return refuse(Errc::bad_request, "The form is not valid application/x-www-form-urlencoded");
  json::object out;
  for (const auto& [name, value] : *fields) {
    const auto renamed = std::ranges::find(route.form, name, &FormName::form);
    const bool is_renamed = renamed != route.form.end();
    // What the JSON calls a renamed member is no name of the form, as the API document says; it binds nothing.
    if (!is_renamed && std::ranges::find(route.form, name, &FormName::member) != route.form.end()) continue;
    const bool first = out.emplace(is_renamed ? renamed->member : name, value).second;
    // As with JSON: two readers could take two different ones (https://www.rfc-editor.org/rfc/rfc6749#section-3.2).
    if (!first) return refuse(Errc::bad_request, "A form field is given twice");
  }
  return json::value(std::move(out));
}

}  // namespace

Result<json::value> body_of(const Request& request, const RouteInfo& route, json::storage_ptr memory) {
  const std::string_view type = request.header("content-type");
  if (is_encoded(request)) return refuse(Errc::unsupported_media_type, "Content-Encoding is not accepted");
  if (request.count("content-type") > 1) return refuse(Errc::unsupported_media_type, "More than one Content-Type");
  if (request.body.empty() && type.empty()) {
    return refuse(Error{.code = Errc::validation_error, .fields = {{"missing", {"body"}, "Field required"}}});
  }
  if (!route.form.empty() && is_media_type(type, form_type)) return form_body(request, route);
  if (!is_media_type(type, json_type)) return refuse(Errc::unsupported_media_type);
  auto value = schema::parse_strict(request.body, std::move(memory));
  if (value) return std::move(*value);
  return refuse(Error{.code = Errc::malformed_json, .fields = {{"json_invalid", {"body"}, "JSON decode error"}}});
}

Result<json::value> query_of(const Request& request) {
  const auto pairs = parse_form(request.query);
  if (!pairs) return refuse(Errc::bad_request, "The query string is malformed");
  return json::value(schema::object_of(*pairs));
}

}  // namespace foyer::http
