#pragma once
// An operator new that remembers how much it was asked for.

#include <cstddef>

namespace foyer::test {

/// Bytes asked for at once since somebody set it to 0. One thread.
extern std::size_t largest_allocation;

}  // namespace foyer::test
