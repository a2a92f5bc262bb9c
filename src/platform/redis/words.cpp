#include "platform/redis/words.h"

#include <array>
#include <charconv>

namespace foyer::redis {

void append_header(std::string& out, char kind, std::size_t count) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), count);
  out += kind;
  out.append(digits.data(), end);
  out += "\r\n";
}

void append_word(std::string& out, std::string_view word) {
  append_header(out, '$', word.size());
  out += word;
  out += "\r\n";
}

}  // namespace foyer::redis
