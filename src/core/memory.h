#pragma once
// What happens when there is no memory for an allocation of C++.

#include <chrono>

namespace foyer {

/// How long an allocation is asked for again before std::bad_alloc is thrown.
inline constexpr std::chrono::milliseconds memory_patience{200};

/// From now on an allocation that fails is asked for again, a millisecond later, while memory_patience lasts: shortage
/// is often over by then. Once, before other threads start.
void ask_again_for_memory() noexcept;
/// This thread waits for memory as long as it takes: nobody waits for its answer who could be refused, and without its
/// work the process is of no use.
void never_give_up_on_memory() noexcept;

}  // namespace foyer
