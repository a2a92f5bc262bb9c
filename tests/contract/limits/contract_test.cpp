// What every store of limits promises (security.md L1).

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <chrono>

#include "tests/contract/limits/stores.h"
#include "tests/support/run_on.h"

namespace foyer {
namespace {

using std::chrono_literals::operator""s;

template <class S>
class LimitStore : public testing::Test {
 protected:
  Allowance take(const Limit& limit, std::string subject = "203.0.113.7") {
    return test::run_on(store.io, store.take(limit, std::move(subject)));
  }
  Standing standing(const Limit& limit, std::string subject = "203.0.113.7") {
    return test::run_on(store.io, store.standing(limit, std::move(subject)));
  }

  S store;
  const Limit three{"login", 3, 60s};
};

using Stores = testing::Types<TableStore, RedisStore, DegradedStore>;
TYPED_TEST_SUITE(LimitStore, Stores);

TYPED_TEST(LimitStore, GrantsTheQuotaAndNoMore) {
  for (int use = 0; use < 3; ++use) EXPECT_TRUE(this->take(this->three).granted) << use;
  for (int use = 0; use < 3; ++use) EXPECT_FALSE(this->take(this->three).granted) << use;
}

TYPED_TEST(LimitStore, TellsTheFirstRefusalOfAWindowFromTheOthers) {
  for (int use = 0; use < 3; ++use) EXPECT_FALSE(this->take(this->three).first_refusal);
  EXPECT_TRUE(this->take(this->three).first_refusal);
  EXPECT_FALSE(this->take(this->three).first_refusal);
  EXPECT_FALSE(this->take(this->three).first_refusal);
}

TYPED_TEST(LimitStore, BeginsAWindowWithItsFirstUseAndNeverProlongsIt) {
  const Limit once{"resend", 1, 600s};
  EXPECT_TRUE(this->take(once).granted);
  this->store.advance(400s);
  const Allowance refused = this->take(once);
  EXPECT_FALSE(refused.granted);
  EXPECT_LE(refused.retry_after, 200s);
  EXPECT_GT(refused.retry_after, 100s);
  this->store.advance(200s);
  EXPECT_TRUE(this->take(once).granted);
  EXPECT_FALSE(this->take(once).granted);
}

TYPED_TEST(LimitStore, SaysWhenToComeBack) {
  const Allowance first = this->take(this->three);
  EXPECT_LE(first.retry_after, 60s);
  EXPECT_GT(first.retry_after, 30s);
  const Limit short_one{"short", 1, 1s};
  EXPECT_EQ(this->take(short_one).retry_after, 1s);
}

TYPED_TEST(LimitStore, KeepsSubjectsAndLimitsApart) {
  const Limit once{"login", 1, 60s};
  const Limit other{"resend", 1, 60s};
  EXPECT_TRUE(this->take(once, "a").granted);
  EXPECT_TRUE(this->take(once, "b").granted);
  EXPECT_TRUE(this->take(other, "a").granted);
  EXPECT_FALSE(this->take(once, "a").granted);
  EXPECT_TRUE(this->take(once, std::string{"a\0b", 3}).granted);
  EXPECT_EQ(this->store.counters(), 4U);
}

TYPED_TEST(LimitStore, FollowsAQuotaThatChanged) {
  for (int use = 0; use < 3; ++use) this->take(this->three);
  const Limit fewer{"login", 1, 60s};
  EXPECT_FALSE(this->take(fewer).granted);
  EXPECT_FALSE(this->take(fewer).first_refusal);
  const Limit more{"login", 100, 60s};
  EXPECT_TRUE(this->take(more).granted);
}

TYPED_TEST(LimitStore, TakesQuotasAsLargeAsTheyGet) {
  const Limit off{"login", std::numeric_limits<std::int64_t>::max() / 2, 60s};
  for (int use = 0; use < 5; ++use) EXPECT_TRUE(this->take(off).granted);
}

TYPED_TEST(LimitStore, TellsTheStandingWithoutTakingAUse) {
  EXPECT_EQ(this->standing(this->three).used, 0);
  EXPECT_EQ(this->standing(this->three).ends_in, 0s);
  for (int use = 0; use < 2; ++use) this->take(this->three);
  for (int look = 0; look < 5; ++look) EXPECT_EQ(this->standing(this->three).used, 2);
  EXPECT_GT(this->standing(this->three).ends_in, 30s);
  for (int use = 0; use < 5; ++use) this->take(this->three);
  EXPECT_EQ(this->standing(this->three).used, 4);
  this->store.advance(60s);
  EXPECT_EQ(this->standing(this->three).used, 0);
}

TYPED_TEST(LimitStore, IsNotExceededByABurst) {
  const Limit ten{"login", 10, 60s};
  int granted = 0;
  int first_refusals = 0;
  int ended = 0;
  for (int one = 0; one < 50; ++one) {
    boost::asio::co_spawn(this->store.io, this->store.take(ten, "203.0.113.7"),
                          [&](std::exception_ptr failure, Allowance allowance) {
                            EXPECT_EQ(failure, nullptr);
                            ++ended;
                            granted += allowance.granted ? 1 : 0;
                            first_refusals += allowance.first_refusal ? 1 : 0;
                          });
  }
  this->store.io.restart();
  while (ended < 50 && this->store.io.run_one() > 0) continue;
  EXPECT_EQ(granted, 10);
  EXPECT_EQ(first_refusals, 1);
}

}  // namespace
}  // namespace foyer
