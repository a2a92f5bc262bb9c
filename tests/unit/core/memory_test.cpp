#include "core/memory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <new>
#include <thread>

namespace foyer {
namespace {

class Memory : public testing::Test {
 protected:
  void SetUp() override { ask_again_for_memory(); }
  void TearDown() override { std::set_new_handler(nullptr); }
};

TEST_F(Memory, IsAskedForAgainBeforeItIsGivenUp) {
  const std::new_handler handler = std::get_new_handler();
  ASSERT_NE(handler, nullptr);
  int asked = 0;
  const auto ask_until_refused = [&] {
    for (;; ++asked) handler();
  };
  EXPECT_THROW(ask_until_refused(), std::bad_alloc);
  EXPECT_GT(asked, 1);
}

TEST_F(Memory, IsAwaitedWithoutEndByThreadsThatNobodyCanRefuseFor) {
  const std::new_handler handler = std::get_new_handler();
  std::thread{[&] {
    never_give_up_on_memory();
    const auto end = std::chrono::steady_clock::now() + 2 * memory_patience;
    EXPECT_NO_THROW(while (std::chrono::steady_clock::now() < end) handler());
  }}.join();
}

TEST_F(Memory, EachAllocationHasTheWholePatience) {
  const std::new_handler handler = std::get_new_handler();
  const auto ask_until_refused = [&] {
    for (;;) handler();
  };
  EXPECT_THROW(ask_until_refused(), std::bad_alloc);
  EXPECT_NO_THROW(handler());
}

}  // namespace
}  // namespace foyer
