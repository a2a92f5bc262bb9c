#include "core/per_thread.h"

#include <gtest/gtest.h>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace foyer {
namespace {

std::atomic<int> alive = 0;

struct Counted {
  Counted() { ++alive; }
  ~Counted() { --alive; }
};
using Owned = std::unique_ptr<Counted>;

TEST(PerThread, GivesEachThreadOneAndReleasesItWithTheThread) {
  PerThread<Counted, std::default_delete<Counted>> objects;
  const auto own = [&] { return &objects.get(&std::make_unique<Counted>); };
  std::thread{[&] {
    Counted* const ours = own();
    EXPECT_EQ(own(), ours);
    std::thread{[&] {
      EXPECT_NE(own(), ours);
      EXPECT_EQ(alive, 2);
    }}.join();
    EXPECT_EQ(alive, 1);
  }}.join();
  EXPECT_EQ(alive, 0);
}

TEST(PerThread, TriesAgainAfterItCouldNotMakeOne) {
  PerThread<Counted, std::default_delete<Counted>> objects;
  std::thread{[&] {
    EXPECT_THROW(objects.get([]() -> Owned { throw std::runtime_error("no memory"); }), std::runtime_error);
    objects.get(&std::make_unique<Counted>);
    EXPECT_EQ(alive, 1);
  }}.join();
  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace foyer
