#include "passwords/guesses.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

#include "core/secret.h"
#include "passwords/phrases.h"
#include "passwords/spelling.h"
#include "passwords/word_list.h"

namespace foyer {
namespace {

using std::size_t;

// Bits of one choice, in whole numbers: what separates a strong password from a weak one is no fraction.
constexpr int easy = 34;
constexpr int personal_word = 2;
constexpr int frequent_word = 9;
constexpr int common_word = 16;
constexpr int rare_word = 18;
constexpr int year = 7;
constexpr int walk = 10;
constexpr int usual_walk = 7;
constexpr int repetition = 2;
constexpr int one_style = 1;
constexpr int odd_capital = 3;

// Who begins with this many bytes of nothing is not saved by what follows.
constexpr size_t most = 128;
constexpr size_t shortest_walk = 3;

char unshifted(char c) { return mapped(lower(c), "~!@#$%^&*()_+{}|:\"<>?", "`1234567890-=[]\\;',./"); }
char letter_meant_with_l(char c) { return c == '1' || c == '!' ? 'l' : letter_meant(c); }

int bits_of_character(char c) {
  if (is_digit(c)) return 4;
  if (is_lower(c) || is_upper(c)) return 6;
  if (std::string_view{" -_."}.contains(c)) return 3;
  if (std::string_view{"!@#$*?"}.contains(c)) return 4;
  const auto byte = static_cast<unsigned char>(c);
  const bool continues_code_point = (byte & 0xC0) == 0x80;
  return continues_code_point ? 0 : byte >= 0x80 ? 6 : 5;
}

struct Key {
  int row = -1;
  int column = -1;
};

Key key_of(char c) {
  constexpr std::array<std::string_view, 4> rows{"1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"};
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto column = rows[row].find(c);
    if (column != std::string_view::npos) return {static_cast<int>(row), static_cast<int>(column)};
  }
  return {};
}

/// The step from one key to the next as one number, 0 if they are no neighbours.
int step_on_keyboard(char a, char b) {
  const Key from = key_of(a);
  const Key to = key_of(b);
  const int rows = to.row - from.row;
  const int columns = to.column - from.column;
  const bool neighbours = from.row >= 0 && to.row >= 0 && std::abs(rows) <= 1 && std::abs(columns) <= 1;
  return neighbours ? rows * 3 + columns : 0;
}

/// The step in the alphabet or among the digits, 0 if it is none that people count in.
int step_in_order(char a, char b) {
  const int step = b - a;
  if (is_digit(a) && is_digit(b)) {
    if (a == '9' && b == '0') return 1;
    if (a == '0' && b == '9') return -1;
    return std::abs(step) <= 3 ? step : 0;
  }
  return is_lower(a) && is_lower(b) && std::abs(step) == 1 ? step : 0;
}

/// Length of the walk in one direction that `keys` begins with.
template <class Step>
size_t walk_length(std::string_view keys, Step step) {
  if (keys.size() < 2) return 1;
  const int direction = step(keys[0], keys[1]);
  if (direction == 0) return 1;
  size_t length = 2;
  while (length < keys.size() && step(keys[length - 1], keys[length]) == direction) ++length;
  return length;
}

/// Bits of choosing which letters are capitals.
int bits_of_capitals(std::string_view text) {
  const auto capitals = static_cast<int>(std::ranges::count_if(text, is_upper));
  const auto letters = capitals + static_cast<int>(std::ranges::count_if(text, is_lower));
  if (capitals == 0) return 0;
  if (capitals == letters || (capitals == 1 && is_upper(text.front()))) return one_style;
  return std::min(letters, capitals * odd_capital);
}

/// One way to read the characters: as they are, or with the usual substitutions undone.
class Reading {
 public:
  template <class Map>
  Reading(std::string_view original, Map map) : size_{original.size()} {
    std::ranges::transform(original, bytes_.begin(), map);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { wipe(bytes_.data(), size_); }

  std::string_view from(size_t at) const { return {bytes_.data() + at, size_ - at}; }
  int differences(const Reading& other, size_t at, size_t length) const {
    int count = 0;
    for (size_t i = at; i < at + length; ++i) count += bytes_[i] == other.bytes_[i] ? 0 : 1;
    return count;
  }

 private:
  std::array<char, most> bytes_{};
  size_t size_;
};

/// The cheapest way to build the first characters.
struct Prefix {
  int bits = std::numeric_limits<int>::max();
  size_t known = 0;  ///< bytes that are not random characters
  bool personal = false;
};

class Assembly {
 public:
  Assembly(std::string_view password, std::span<const std::string_view> personal)
      : original_{password},
        personal_{personal},
        plain_{password, lower},
        keys_{password, unshifted},
        letters_{password, letter_meant},
        letters_with_l_{password, letter_meant_with_l} {}

  Prefix cheapest() {
    prefixes_[0].bits = 0;
    for (size_t at = 0; at < original_.size(); ++at) {
      if (prefixes_[at].bits > easy) continue;  // whatever follows is no easier
      extend(at, 1, bits_of_character(original_[at]), 0);
      add_words(at);
      add_walks(at);
      add_year(at);
      add_repetitions(at);
    }
    return prefixes_[original_.size()];
  }

 private:
  void extend(size_t at, size_t length, int bits, size_t known, bool personal = false) {
    const Prefix& from = prefixes_[at];
    Prefix& to = prefixes_[at + length];
    const int total = from.bits + bits;
    // Of two equal ways the one of words explains more.
    const bool better = total < to.bits || (total == to.bits && from.known + known > to.known);
    if (!better) return;
    to = {total, from.known + known, from.personal || personal};
  }

  void add_words(size_t at) {
    add_words(at, plain_);
    for (const Reading* reading : {&keys_, &letters_, &letters_with_l_}) {
      // A reading that changes nothing soon would find the same words once more.
      const size_t soon = std::min(WordList::longest, original_.size() - at);
      if (reading->differences(plain_, at, soon) > 0) add_words(at, *reading);
    }
  }

  void add_words(size_t at, const Reading& reading) {
    const std::string_view text = reading.from(at);
    const auto add = [&](size_t length, int bits, bool personal) {
      const int spelling = bits_of_capitals(original_.substr(at, length)) + reading.differences(plain_, at, length);
      extend(at, length, bits + spelling, length, personal);
    };
    common_words().each_prefix(text, [&](size_t length) { add(length, common_word, false); });
    frequent_words().each_prefix(text, [&](size_t length) { add(length, frequent_word, false); });
    rare_words().each_prefix(text, [&](size_t length) { add(length, rare_word, false); });
    words_of_other_alphabets().each_prefix(text, [&](size_t length) { add(length, common_word, false); });
    for (const std::string_view word : personal_) {
      if (!word.empty() && text.starts_with(word)) add(word.size(), personal_word, true);
    }
  }

  void add_walks(size_t at) {
    const std::string_view keys = keys_.from(at);
    const size_t length = std::max(walk_length(keys, step_on_keyboard), walk_length(keys, step_in_order));
    const int start = std::string_view{"019aqz"}.contains(keys.front()) ? usual_walk : walk;
    for (size_t cut = shortest_walk; cut <= length; ++cut) {
      const int shift = keys_.differences(plain_, at, cut) > 0 ? one_style : 0;
      extend(at, cut, start + shift + bits_of_capitals(original_.substr(at, cut)), cut);
    }
  }

  void add_year(size_t at) {
    const std::string_view text = original_.substr(at, 4);
    const bool near_ours = text.starts_with("19") || text.starts_with("20");
    if (text.size() == 4 && near_ours && std::ranges::all_of(text, is_digit)) extend(at, 4, year, 4);
  }

  void add_repetitions(size_t at) {
    add_repetitions(at, at);
    const bool is_behind_a_separator = at > 1 && std::string_view{" -_."}.contains(original_[at - 1]);
    if (is_behind_a_separator) add_repetitions(at, at - 1);
  }

  /// Of what ends at `end`.
  void add_repetitions(size_t at, size_t end) {
    const std::string_view rest = plain_.from(at);
    for (size_t unit = 1; unit <= std::min(end, rest.size()); ++unit) {
      if (!rest.starts_with(plain_.from(end - unit).substr(0, unit))) continue;
      const bool same_case = original_.substr(end - unit, unit) == original_.substr(at, unit);
      extend(at, unit, repetition + (same_case ? 0 : one_style), unit);
    }
  }

  std::string_view original_;
  std::span<const std::string_view> personal_;
  Reading plain_;
  Reading keys_;
  Reading letters_;
  Reading letters_with_l_;
  std::array<Prefix, most + 1> prefixes_{};
};

}  // namespace

std::optional<Guess> guessed(std::string_view password, std::span<const std::string_view> personal) {
  if (is_known_phrase(password)) return Guess::common;
  const std::string_view start = password.substr(0, most);
  const Prefix cheapest = Assembly{start, personal}.cheapest();
  if (cheapest.bits > easy || cheapest.known * 2 < start.size()) return std::nullopt;
  return cheapest.personal ? Guess::personal : Guess::common;
}

}  // namespace foyer
