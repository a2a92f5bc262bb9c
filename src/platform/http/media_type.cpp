#include "platform/http/media_type.h"

#include <boost/beast/core/string.hpp>

namespace foyer::http {

bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept {
  std::string_view essence = content_type.substr(0, content_type.find(';'));
  while (essence.ends_with(' ') || essence.ends_with('\t')) essence.remove_suffix(1);
  return boost::beast::iequals(essence, wanted);
}

}  // namespace foyer::http
