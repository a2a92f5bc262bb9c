#pragma once
// Ids are distinct types, so that a session is never looked up by an account's number.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace foyer {

/// A row number given by the database.
template <class Tag>
struct NumericId {
  std::int64_t value = 0;
  friend auto operator<=>(const NumericId&, const NumericId&) = default;
};

/// 128 random bits chosen by us; the bytes, not a text form.
template <class Tag>
struct RandomId {
  std::array<unsigned char, 16> bytes{};
  friend auto operator<=>(const RandomId&, const RandomId&) = default;
};

using UserId = NumericId<struct UserTag>;
using JobId = NumericId<struct JobTag>;
using SessionId = RandomId<struct SessionTag>;
using TokenId = RandomId<struct TokenTag>;

}  // namespace foyer
