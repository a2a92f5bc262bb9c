#include "platform/db/errors.h"

namespace foyer::db {

std::string statement_in_a_line(std::string_view statement) {
  constexpr std::size_t enough = 200;
  std::string line;
  bool apart = false;
  for (const char c : statement) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank && line.size() >= enough) return line + " …";
    if (!blank && apart && !line.empty()) line += ' ';
    if (!blank) line += c;
    apart = blank;
  }
  return line;
}

}  // namespace foyer::db
