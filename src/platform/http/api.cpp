#include "platform/http/api.h"

#include "platform/http/bearer.h"
#include "platform/http/media_type.h"

namespace foyer::http {
namespace {

/// One resource, two representations: a page for browsers, JSON for everyone else, and for whoever sends it. HEAD asks
/// for the page, because where there is one, following the link must change nothing and the JSON answer may do the
/// work.
Handler negotiated(const RouteInfo& info, const Handler& json) {
  if (!info.page) return json;
  return [&info, &json](const Request& request) {
    const bool sends_json = is_media_type(request.header("content-type"), json_type);
    const bool shows_page = (request.client.wants_html && !sends_json) || request.method == Method::head;
    return shows_page ? info.page(request) : json(request);
  };
}

}  // namespace

void Api::install(Router& router) const {
  for (const Endpoint& endpoint : endpoints_) {
    const Handler handler = negotiated(endpoint.info, endpoint.answer);
    router.add(endpoint.info.method, endpoint.info.path, handler);
    for (const auto& alias : endpoint.info.aliases) router.add(endpoint.info.method, alias, handler);
  }
}

Task<Result<Principal>> Api::identify(const Request& request) const {
  const auto token = bearer_token(request);
  if (!token) co_return refuse(token.error());
  co_return co_await authenticate_(*token);
}

}  // namespace foyer::http
