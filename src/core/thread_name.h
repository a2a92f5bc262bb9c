#pragma once
// Names of threads, as operators see them in `top -H`, `perf` and core dumps.

#include <pthread.h>

#include <cstddef>

namespace foyer {

/// At most 15 characters: Linux keeps no more.
template <std::size_t Size>
void name_this_thread(const char (&name)[Size]) noexcept {
  static_assert(Size <= 16);
  ::pthread_setname_np(::pthread_self(), name);
}

}  // namespace foyer
