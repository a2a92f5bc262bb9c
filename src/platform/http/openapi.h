#pragma once
// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of an Api, from the same descriptions that parse
// its requests.

#include <boost/json/object.hpp>
#include <string>

#include "platform/http/api.h"

namespace foyer::http {

struct DocumentInfo {
  std::string title;
  std::string version;
  std::string description;
  std::string token_url;  ///< where Swagger UI's Authorize button signs in, with the OAuth2 password form
};

boost::json::object openapi(const Api&, const DocumentInfo&);
/// Indented, one member per line: what `foyer openapi` prints and the golden test pins.
std::string pretty(const boost::json::value&);

}  // namespace foyer::http
