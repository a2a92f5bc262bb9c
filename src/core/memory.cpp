#include "core/memory.h"

#include <new>
#include <thread>

namespace foyer {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

thread_local SteadyTime since{};
thread_local SteadyTime last{};
thread_local bool endless = false;

/// Called by operator new, again and again for one allocation (https://eel.is/c++draft/new.handler).
void wait_or_give_up() {
  constexpr std::chrono::milliseconds pause{1};
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now - last > 10 * pause) since = now;
  if (!endless && now - since > memory_patience) {
    last = {};
    throw std::bad_alloc{};
  }
  std::this_thread::sleep_for(pause);
  last = std::chrono::steady_clock::now();
}

}  // namespace

void ask_again_for_memory() noexcept { std::set_new_handler(&wait_or_give_up); }

void never_give_up_on_memory() noexcept { endless = true; }

}  // namespace foyer
