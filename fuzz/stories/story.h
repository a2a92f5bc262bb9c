#pragma once
// Tells random stories of viewers, thieves and operators to the whole server and to model.h: every answer, every mailed
// link and every list must be the one that the model expects, or the story is printed and the process aborts.
//   FOYER_TEST_DATABASE=postgres   on a private PostgreSQL

#include <cstdint>
#include <span>

#include "fuzz/stories/stage.h"

namespace foyer::fuzz {

/// A byte chooses what happens, the next three to whom. Gives the number of steps.
std::uint64_t tell(Stage&, std::span<const std::uint8_t> choices);

}  // namespace foyer::fuzz
