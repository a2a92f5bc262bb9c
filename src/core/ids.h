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

/// 16 bytes chosen by us, not a text form: 48 bits of the time in milliseconds, then 80 random ones, as a UUID of
/// version 7 but for its fixed bits (https://www.rfc-editor.org/rfc/rfc9562#section-5.7). What was made together lies
/// together in the database and expires together; nothing is proven by knowing one.
template <class Tag>
struct OrderedId {
  std::array<unsigned char, 16> bytes{};
  friend auto operator<=>(const OrderedId&, const OrderedId&) = default;
};

using UserId = NumericId<struct UserTag>;
using JobId = NumericId<struct JobTag>;
using SessionId = OrderedId<struct SessionTag>;
using TokenId = OrderedId<struct TokenTag>;

}  // namespace foyer
