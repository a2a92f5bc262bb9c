#include "platform/http/page.h"

#include "platform/http/conditional.h"

namespace foyer::http {
namespace {

Response kept(const embedded::File& file, std::string how_long) {
  Response response;
  response.content_type = file.content_type;
  response.static_body = file.bytes;
  response.headers = {{"Cache-Control", std::move(how_long)}};
  if (file.gzipped) response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

Task<Response> given(Response response) { co_return response; }

}  // namespace

Response page(std::string html, unsigned status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(html);
  return response;
}

Response asset(const embedded::File& file) { return kept(file, "public, max-age=3600"); }

// https://www.rfc-editor.org/rfc/rfc8246
Response lasting_asset(const embedded::File& file) { return kept(file, "public, max-age=31536000, immutable"); }

Handler always(Response response) {
  return [response = std::move(response)](const Request& request) { return given(conditional(request, response)); };
}

}  // namespace foyer::http
