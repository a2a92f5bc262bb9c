#pragma once
// Forms of hosted pages, as browsers send them without script.

#include "platform/http/message.h"
#include "platform/http/uri.h"
#include "platform/schema/bind.h"

namespace foyer::http {

/// The value of one field of a query or form; empty if there is none, or more than one.
std::string field_of(std::string_view encoded, std::string_view name);
bool has_field(std::string_view encoded, std::string_view name);

/// Two readers could take two different ones (https://www.rfc-editor.org/rfc/rfc6749#section-3.2).
bool repeats_a_name(const schema::Pairs&);
/// The fields of a form body; refused if it is malformed or gives one twice.
Result<schema::Pairs> form_fields(std::string_view body);
/// The same of a request whose body must be a form and nothing else (415, 400).
Result<schema::Pairs> form_of(const Request&);

/// Names each wrong field, as for a JSON body.
template <class T>
Result<T> bind_form(const schema::Pairs& fields, const schema::Rules& rules) {
  return schema::bind<T>(schema::object_of(fields), "body", rules);
}

}  // namespace foyer::http
