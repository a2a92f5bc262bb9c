#pragma once
// The first 33,344 binary digits of pi's fraction, most significant first: what Blowfish begins with
// (https://www.schneier.com/academic/archives/1994/09/description_of_a_new.html). Private to the room.

#include <array>
#include <cstdint>

namespace foyer::crypto {

extern const std::array<std::uint32_t, 1042> pi_fraction;

}  // namespace foyer::crypto
