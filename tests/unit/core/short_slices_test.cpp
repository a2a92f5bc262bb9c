#include "core/short_slices.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <thread>

namespace foyer {
namespace {

/// In nanoseconds, as the kernel tells it: the seventh word of sched_attr. 0 where it knows no slices.
std::uint64_t slice_of_this_thread() {
  std::array<std::uint32_t, 12> attributes{};
  EXPECT_EQ(::syscall(SYS_sched_getattr, 0, attributes.data(), sizeof attributes, 0), 0);
  std::uint64_t slice = 0;
  std::memcpy(&slice, &attributes[6], sizeof slice);
  return slice;
}

TEST(ShortSlices, AreThoseOfTheThreadThatAsked) {
  const std::uint64_t before = slice_of_this_thread();
  std::uint64_t asked = 0;
  std::thread{[&asked] {
    ask_for_short_slices();
    asked = slice_of_this_thread();
  }}.join();
  if (before == 0) GTEST_SKIP() << "this kernel knows no slices: it came with Linux 6.12";
  EXPECT_EQ(asked, 100'000U);
  EXPECT_EQ(slice_of_this_thread(), before);
}

}  // namespace
}  // namespace foyer
