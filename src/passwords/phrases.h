#pragma once
// Phrases that everybody knows, from films, songs, prayers and jokes (security.md P3): long, and no better than a word.
// No I/O, no heap.

#include <string_view>

namespace foyer {

/// The password is such a phrase and at most four characters more, however it is spaced, spelt or decorated.
bool is_known_phrase(std::string_view password) noexcept;

/// One a line, of at least twelve lower-case letters and digits, sorted by byte.
std::string_view known_phrases() noexcept;

}  // namespace foyer
