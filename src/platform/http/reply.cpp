#include "platform/http/reply.h"

#include <algorithm>

namespace foyer::http {
namespace {

/// Needs no quoting, and no file system reads a folder or a device into it.
std::string plain_name(std::string name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  std::ranges::replace_if(name, [&](char c) { return !is_plain(c); }, '_');
  return name;
}

}  // namespace

Response reply_with(Download download) {
  Response response;
  response.content_type = std::move(download.media_type);
  response.body = std::move(download.bytes);
  // https://www.rfc-editor.org/rfc/rfc6266#section-4.2
  response.headers.push_back(
      {"Content-Disposition", "attachment; filename=\"" + plain_name(std::move(download.file_name)) + '"'});
  return response;
}

Response reply_later(std::string json) {
  return {.status = 202, .body = std::move(json), .headers = {{"Retry-After", "2"}}};
}

}  // namespace foyer::http
