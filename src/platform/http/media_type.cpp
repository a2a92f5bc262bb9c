#include "platform/http/media_type.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace foyer::http {
namespace {

/// By any field of that name: what stands in front of us may believe another one than the first.
bool is_encoded(const Request& request) {
  return std::ranges::any_of(request.fields, [](const Field& field) {
    return boost::beast::iequals(field.name, "content-encoding") && !field.value.empty() &&
           !boost::beast::iequals(field.value, "identity");
  });
}

}  // namespace

bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept {
  std::string_view essence = content_type.substr(0, content_type.find(';'));
  while (essence.ends_with(' ') || essence.ends_with('\t')) essence.remove_suffix(1);
  return boost::beast::iequals(essence, wanted);
}

Result<std::string_view> content_type_of(const Request& request) {
  if (is_encoded(request)) return refuse(Errc::unsupported_media_type, "Content-Encoding is not accepted");
  if (request.count("content-type") > 1) return refuse(Errc::unsupported_media_type, "More than one Content-Type");
  return request.header("content-type");
}

}  // namespace foyer::http
