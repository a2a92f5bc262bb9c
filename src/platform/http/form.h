#pragma once
// Forms of hosted pages, as browsers send them without script.

#include "platform/http/uri.h"
#include "platform/schema/bind.h"

namespace foyer::http {

/// The value of one field of a query or form; empty if there is none.
std::string field_of(std::string_view encoded, std::string_view name);
bool has_field(std::string_view encoded, std::string_view name);

/// Names each wrong field, as for a JSON body.
template <class T>
Result<T> read_form(std::string_view body, const schema::Rules& rules) {
  const auto pairs = parse_form(body);
  if (!pairs) return refuse(Errc::bad_request);
  return schema::bind<T>(schema::object_of(*pairs), "body", rules);
}

}  // namespace foyer::http
