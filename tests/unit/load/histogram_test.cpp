#include "load/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace load {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, OfNothingIsNought) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.quantile(0.99), 0ns);
  EXPECT_EQ(none.mean(), 0ns);
}

TEST(Histogram, IsExactWhereABucketHoldsOneNanosecond) {
  Histogram times;
  for (int i = 1; i <= 200; ++i) times.add(std::chrono::nanoseconds{i});
  EXPECT_EQ(times.quantile(0.5), 100ns);
  EXPECT_EQ(times.quantile(0.99), 198ns);
  EXPECT_EQ(times.quantile(1), 200ns);
  EXPECT_EQ(times.quantile(0), 1ns);
}

TEST(Histogram, LiesAtMostAHundredTwentyEighthAboveTheTruth) {
  std::vector<std::int64_t> all;
  Histogram times;
  for (int i = 0; i < 20'000; ++i) {
    all.push_back(std::llround(std::pow(1.0014, i)));  // from a nanosecond to a quarter of an hour
    times.add(std::chrono::nanoseconds{all.back()});
  }
  for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000 - 1e-6));
    const auto truth = all[rank - 1];
    const auto told = times.quantile(share).count();
    EXPECT_GE(told, truth) << share;
    EXPECT_LE(static_cast<double>(told), static_cast<double>(truth) * (1 + 1.0 / 128) + 1) << share;
  }
}

TEST(Histogram, NeverTellsMoreThanTheLongest) {
  Histogram times;
  times.add(1'000'001ns);
  EXPECT_EQ(times.quantile(0.5), 1'000'001ns);
  EXPECT_EQ(times.max(), 1'000'001ns);
}

TEST(Histogram, TakesWhatIsBelowNoughtAndBeyondItsRange) {
  Histogram times;
  times.add(-5ns);
  times.add(100h);
  EXPECT_EQ(times.count(), 2U);
  EXPECT_EQ(times.quantile(0.5), 0ns);
  EXPECT_EQ(times.max(), 100h);
}

TEST(Histogram, MergesAsIfOneHadCountedAll) {
  Histogram whole;
  Histogram odd;
  Histogram even;
  for (int i = 1; i <= 10'000; ++i) {
    const std::chrono::nanoseconds time{i * 977};
    whole.add(time);
    (i % 2 ? odd : even).add(time);
  }
  odd.merge(even);
  EXPECT_EQ(odd.count(), whole.count());
  EXPECT_EQ(odd.mean(), whole.mean());
  EXPECT_EQ(odd.max(), whole.max());
  for (const double share : {0.01, 0.5, 0.99}) EXPECT_EQ(odd.quantile(share), whole.quantile(share));
}

}  // namespace
}  // namespace load
