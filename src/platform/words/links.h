#pragma once

#include <string_view>
#include <vector>

#include "platform/words/templates.h"

namespace foyer::words {

/// Plain text cut at its http(s) links: rows of `text` and the `link` that follows it, empty for the last.
std::vector<Values> cut_at_links(std::string_view text);

}  // namespace foyer::words
