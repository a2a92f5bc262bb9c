#pragma once
// The kernel gives a thread that woke up the core of one that computes only if its own time slice would end sooner
// (Documentation/scheduler/sched-eevdf.rst). A thread that answers viewers works for microseconds, so it says so and
// waits no three milliseconds behind one that computes. Nobody's share of the time changes.

namespace foyer {

/// Of the calling thread. Best effort: Linux before 6.12 knows no such wish, and a seccomp filter may refuse it.
void ask_for_short_slices() noexcept;

}  // namespace foyer
