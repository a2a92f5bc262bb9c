#pragma once
// How far guessing must go to reach a password (security.md P3). A cracker does not try all strings: it joins and
// decorates words people use. We take a password apart the cheapest way such rules could have built it and count the
// bits of their choices. No I/O, no heap; at most a fraction of a millisecond.

#include <optional>
#include <span>
#include <string_view>

namespace foyer {

enum class Guess {
  common,   ///< from words, keyboard walks, repetition or a known phrase
  personal  ///< from words known to whoever guesses at this person or service
};

/// What the password is built from, if it is a phrase everybody knows, or that is at least half of it and 2^34 guesses
/// reach it.
/// `personal` are words in lower case.
std::optional<Guess> guessed(std::string_view password, std::span<const std::string_view> personal);

}  // namespace foyer
