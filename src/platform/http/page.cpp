#include "platform/http/page.h"

namespace foyer::http {

Response page(std::string html, unsigned status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(html);
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                       "frame-ancestors 'none'"}};
  return response;
}

Response asset(const embedded::File& file) {
  Response response;
  response.content_type = file.content_type;
  response.static_body = file.bytes;
  response.headers = {{"Cache-Control", "public, max-age=3600"}};
  if (file.gzipped) response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

}  // namespace foyer::http
