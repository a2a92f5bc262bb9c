#include "platform/http/bearer.h"

#include <boost/beast/core/string.hpp>

namespace foyer::http {

Result<std::string_view> bearer_token(const Request& request) {
  // A proxy and we could each believe another one of two fields.
  if (request.count("authorization") > 1) return refuse(Errc::bad_request, "More than one Authorization field");
  constexpr std::string_view scheme = "bearer ";
  const std::string_view value = request.header("authorization");
  if (value.size() <= scheme.size() || !boost::beast::iequals(value.substr(0, scheme.size()), scheme)) {
    return refuse(Errc::not_authenticated);
  }
  return value.substr(scheme.size());
}

}  // namespace foyer::http
