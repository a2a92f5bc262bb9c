#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace foyer::http {

/// The value of the first header of this name, or empty.
inline std::string header_of(const Response& response, std::string_view name) {
  for (const Header& header : response.headers)
    if (header.name == name) return header.value;
  return {};
}

}  // namespace foyer::http
