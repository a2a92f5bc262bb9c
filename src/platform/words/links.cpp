#include "platform/words/links.h"

#include <algorithm>

namespace foyer::words {

std::vector<Values> cut_at_links(std::string_view text) {
  std::vector<Values> rows;
  while (!text.empty()) {
    const auto begin = std::min(text.find("https://"), text.find("http://"));
    if (begin == std::string_view::npos) {
      rows.push_back({{"text", text}, {"link", ""}});
      break;
    }
    const auto end = std::min(text.find_first_of(" \t\r\n<>\"", begin), text.size());
    rows.push_back({{"text", text.substr(0, begin)}, {"link", text.substr(begin, end - begin)}});
    text.remove_prefix(end);
  }
  return rows;
}

}  // namespace foyer::words
