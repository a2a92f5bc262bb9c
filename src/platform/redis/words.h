#pragma once
// How a command is sent: an array of bulk strings.

#include <ranges>
#include <string>
#include <string_view>

namespace foyer::redis {

void append_header(std::string& out, char kind, std::size_t count);
void append_word(std::string& out, std::string_view word);

/// Appends one command. It must have a word: Redis answers nothing to none, and every later answer would be another's.
template <std::ranges::sized_range Words>
void append_command(std::string& out, const Words& words) {
  append_header(out, '*', std::ranges::size(words));
  for (const auto& word : words) append_word(out, word);
}

}  // namespace foyer::redis
