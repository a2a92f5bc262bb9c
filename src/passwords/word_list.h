#pragma once
// The lists of src/passwords/lists, searched where the linker put them: they cost neither start-up time nor heap.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace foyer {

/// Words of 3 to 32 bytes of UTF-8, one a line, sorted by byte. ASCII in lower case; words that begin with another
/// letter stand in each case people write them in.
class WordList {
 public:
  static constexpr std::size_t shortest = 3;
  static constexpr std::size_t longest = 32;

  explicit constexpr WordList(std::string_view lines) : lines_{lines} {}
  bool contains(std::string_view word) const noexcept;
  /// Calls `found(length)` for each word that `text` starts with, shortest first.
  template <class Found>
  void each_prefix(std::string_view text, Found found) const;
  std::string_view lines() const noexcept { return lines_; }

 private:
  /// Start of the first line at or after `from` that is not less than `word`; lines().size() if there is none.
  std::size_t first_not_less(std::string_view word, std::size_t from) const noexcept;
  bool is_less(std::size_t start, std::string_view word) const noexcept;
  std::size_t start_of_line_with(std::size_t byte) const noexcept;
  std::string_view line_at(std::size_t start) const noexcept {
    return lines_.substr(start, lines_.find('\n', start) - start);
  }

  std::string_view lines_;
};

/// Passwords, names and words that guessing starts with.
WordList common_words();
/// Those that nearly every guesser tries first; they are among the common as well.
WordList frequent_words();
/// What guessing turns to next: further names, and words of English, German and Spanish. None is among the common.
WordList rare_words();
/// The common ones of other alphabets: Cyrillic and Arabic.
WordList words_of_other_alphabets();

template <class Found>
void WordList::each_prefix(std::string_view text, Found found) const {
  std::size_t start = 0;
  for (std::size_t length = shortest; length <= std::min(longest, text.size()); ++length) {
    const std::string_view prefix = text.substr(0, length);
    start = first_not_less(prefix, start);
    const std::string_view line = line_at(start);
    if (!line.starts_with(prefix)) return;
    if (line.size() == length) found(length);
  }
}

}  // namespace foyer
