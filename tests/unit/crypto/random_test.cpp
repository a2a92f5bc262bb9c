#include "platform/crypto/random.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "tests/unit/crypto/counting_random.h"

namespace foyer::crypto {
namespace {

TEST(Random, GivesAsManyBytesAsAskedFor) {
  SystemRandom random;
  EXPECT_EQ(random.bytes(0).size(), 0u);
  EXPECT_EQ(random.bytes(1).size(), 1u);
  // More than the kernel hands out in one uninterrupted call.
  const std::string many = random.bytes(100'000);
  EXPECT_EQ(many.size(), 100'000u);
  EXPECT_FALSE(std::ranges::all_of(many.substr(99'900), [](char c) { return c == '\0'; }));
}

TEST(Random, NeverRepeatsAnId) {
  SystemRandom random;
  std::set<SessionId> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.id<SessionId>(Time{}));
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(Random, IdsOfLaterMomentsAreGreater) {
  SystemRandom random;
  const Time now{std::chrono::milliseconds{0x0190'a2b3'c4ff}};
  const auto before = random.id<SessionId>(now);
  const auto after = random.id<SessionId>(now + std::chrono::milliseconds{1});
  EXPECT_LT(before, after);
  EXPECT_TRUE(std::ranges::equal(std::span{before.bytes}.first(6), std::array{0x01, 0x90, 0xa2, 0xb3, 0xc4, 0xff}));
}

TEST(Random, UsesEveryByteValue) {
  SystemRandom random;
  std::set<char> seen;
  for (const char c : random.bytes(100'000)) seen.insert(c);
  EXPECT_EQ(seen.size(), 256u);
}

TEST(Random, CanBeForeseenByATestDouble) {
  CountingRandom random;
  EXPECT_EQ(random.bytes(3), (std::string{'\0', '\1', '\2'}));
  EXPECT_EQ(random.id<TokenId>(Time{}).bytes.back(), 12);
}

}  // namespace
}  // namespace foyer::crypto
