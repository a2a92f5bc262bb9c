#include "passwords/word_list.h"

#include "embedded/password_lists.h"

namespace foyer {
namespace {

std::string_view lines_of(std::string_view name) {
  const auto files = embedded::password_lists();
  return std::ranges::find(files, name, &embedded::File::path)->bytes;
}

}  // namespace

WordList common_words() {
  static const WordList list{lines_of("common.txt")};
  return list;
}

WordList frequent_words() {
  static const WordList list{lines_of("frequent.txt")};
  return list;
}

WordList rare_words() {
  static const WordList list{lines_of("rare.txt")};
  return list;
}

WordList words_of_other_alphabets() {
  static const WordList list{lines_of("other_alphabets.txt")};
  return list;
}

bool WordList::contains(std::string_view word) const noexcept { return line_at(first_not_less(word, 0)) == word; }

std::size_t WordList::start_of_line_with(std::size_t byte) const noexcept {
  const std::size_t newline = byte == 0 ? std::string_view::npos : lines_.rfind('\n', byte - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

bool WordList::is_less(std::size_t start, std::string_view word) const noexcept {
  // The newline ends a line and is less than all a word may hold, so it needs no search.
  const char* line = lines_.data() + start;
  for (const char c : word) {
    if (*line != c || c == '\n') return static_cast<unsigned char>(*line) < static_cast<unsigned char>(c);
    ++line;
  }
  return false;
}

std::size_t WordList::first_not_less(std::string_view word, std::size_t from) const noexcept {
  std::size_t low = from;
  std::size_t high = lines_.size();
  // A longer prefix is mostly found a few lines on, so the reach grows from there instead of halving the whole list.
  for (std::size_t reach = 64; low < high && low + reach < high; reach *= 4) {
    const std::size_t start = start_of_line_with(low + reach);
    if (is_less(start, word)) {
      low = start;
    } else {
      high = start;
    }
  }
  while (low < high) {
    const std::size_t start = start_of_line_with(low + (high - low) / 2);
    if (is_less(start, word)) {
      low = lines_.find('\n', start) + 1;
    } else {
      high = start;
    }
  }
  return low;
}

}  // namespace foyer
