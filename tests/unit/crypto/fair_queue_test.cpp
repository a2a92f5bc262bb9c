#include "platform/crypto/fair_queue.h"

#include <gtest/gtest.h>

namespace foyer::crypto {
namespace {

FairQueue<std::string> flooded(int count) {
  FairQueue<std::string> queue;
  for (int i = 0; i < count; ++i) queue.push("flood", "flood " + std::to_string(i));
  return queue;
}

TEST(FairQueue, ServesSourcesInTurnAndEachInOrder) {
  FairQueue<std::string> queue = flooded(3);
  queue.push("other", "other 0");
  queue.push("other", "other 1");
  queue.push("third", "third 0");
  std::vector<std::string> served;
  while (queue.size() != 0) served.push_back(queue.pop());
  EXPECT_EQ(served, (std::vector<std::string>{"flood 0", "other 0", "third 0", "flood 1", "other 1", "flood 2"}));
}

TEST(FairQueue, OnlyTurnsAreAheadOfANewcomer) {
  FairQueue<std::string> queue = flooded(100);
  EXPECT_EQ(queue.ahead_of("flood"), 100U);
  EXPECT_EQ(queue.ahead_of("other"), 1U);
  queue.push("other", "other 0");
  EXPECT_EQ(queue.ahead_of("other"), 3U);
  EXPECT_EQ(queue.ahead_of("flood"), 101U);
  EXPECT_EQ(queue.ahead_of("third"), 2U);
}

TEST(FairQueue, DropsTheYoungestOfALineThatIsLonger) {
  FairQueue<std::string> queue = flooded(3);
  EXPECT_FALSE(queue.drop_for("flood"));
  EXPECT_EQ(queue.drop_for("other"), "flood 2");
  queue.push("other", "other 0");
  EXPECT_FALSE(queue.drop_for("other")) << "it would have as many";
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.drop_for("third"), "flood 1");
  queue.push("third", "third 0");
  EXPECT_FALSE(queue.drop_for("fourth")) << "nobody has more than one";
}

TEST(FairQueue, AnEmptyOneDropsNothing) {
  FairQueue<std::string> queue;
  EXPECT_FALSE(queue.drop_for("anybody"));
  EXPECT_EQ(queue.ahead_of("anybody"), 0U);
}

}  // namespace
}  // namespace foyer::crypto
