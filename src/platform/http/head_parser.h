#pragma once
// Boost.Beast's grammar over one scanned head section. The only file that includes Beast is head_parser.cpp.

#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace foyer::http {

/// Views into the bytes that were parsed.
struct Head {
  std::string_view method;
  std::string_view target;
  bool http11 = true;
};

/// Parses one whole head section; false if Beast does not take all of it. `fields` is emptied first.
bool parse_head(std::string_view bytes, Head&, std::vector<Field>& fields);

}  // namespace foyer::http
