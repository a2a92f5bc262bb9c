#include "load/session_pool.h"

#include <gtest/gtest.h>

#include <set>

namespace load {
namespace {

std::vector<TokenPair> pairs(int count) {
  std::vector<TokenPair> out;
  for (int i = 0; i < count; ++i) out.push_back({"a" + std::to_string(i), "r" + std::to_string(i)});
  return out;
}

TEST(SessionPool, GivesNoRefreshTokenTwice) {
  SessionPool pool{pairs(3), {}};
  std::set<std::string> spent;
  for (int i = 0; i < 10; ++i) {
    const auto taken = pool.take();
    ASSERT_TRUE(taken);
    EXPECT_TRUE(spent.insert(taken->refresh).second) << taken->refresh;
    pool.give_back(taken->place, {"a", "next" + std::to_string(i)});
  }
}

TEST(SessionPool, IsDryWhileAllTokensAreOnTheirWay) {
  SessionPool pool{pairs(2), {}};
  const auto first = pool.take();
  pool.take();
  EXPECT_FALSE(pool.take());
  pool.give_back(first->place, {"a", "r"});
  EXPECT_TRUE(pool.take());
}

TEST(SessionPool, ShowsAccessTokensInTurnAndTheNewOnceRefreshed) {
  SessionPool pool{pairs(3), {}};
  pool.give_back(pool.take()->place, {"new", "r"});
  std::multiset<std::string> shown;
  for (int i = 0; i < 6; ++i) shown.insert(*pool.access());
  EXPECT_EQ(shown, (std::multiset<std::string>{"new", "new", "a1", "a1", "a2", "a2"}));
}

TEST(SessionPool, DoesWithoutLostSessions) {
  SessionPool pool{pairs(2), {}};
  pool.lose(pool.take()->place);
  EXPECT_EQ(*pool.access(), "a1");
  EXPECT_EQ(*pool.access(), "a1");
  EXPECT_EQ(pool.live().size(), 1U);
  pool.lose(pool.take()->place);
  EXPECT_EQ(pool.access(), nullptr);
  EXPECT_FALSE(pool.take());
}

TEST(SessionPool, OfALaneHoldsItsShare) {
  SessionPool pool{pairs(5), {1, 2}};
  EXPECT_EQ(pool.live().size(), 2U);
  EXPECT_EQ(pool.take()->refresh, "r1");
  EXPECT_EQ(pool.take()->refresh, "r3");
}

}  // namespace
}  // namespace load
