#include "core/short_slices.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace foyer {
namespace {

/// sched_attr of sched_setattr(2). glibc 2.36 does not wrap the call, and <linux/sched/types.h> contradicts <sched.h>.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0x08;  ///< SCHED_FLAG_KEEP_POLICY
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t slice = 0;  ///< ns
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

constexpr std::uint64_t shortest_slice = 100'000;  // the kernel's own minimum

}  // namespace

void ask_for_short_slices() noexcept {
  const Attributes wish{.nice = ::getpriority(PRIO_PROCESS, 0), .slice = shortest_slice};
  ::syscall(SYS_sched_setattr, 0, &wish, 0);
}

}  // namespace foyer
