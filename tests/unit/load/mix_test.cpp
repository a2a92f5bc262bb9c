#include "load/mix.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace load {
namespace {

TEST(Mix, GivesEachKindItsShareInEveryStretch) {
  const auto mix = Mix::parse("profile=90,refresh=8,login=1.5,register=0.5");
  ASSERT_TRUE(mix);
  for (const std::uint64_t from : {0UL, 123'456UL}) {
    std::map<Kind, int> seen;
    for (std::uint64_t i = from; i < from + 2000; ++i) ++seen[mix->pick(i)];
    EXPECT_NEAR(seen[Kind::profile], 1800, 3);
    EXPECT_NEAR(seen[Kind::refresh], 160, 3);
    EXPECT_NEAR(seen[Kind::login], 30, 3);
    EXPECT_NEAR(seen[Kind::sign_up], 10, 3);
  }
}

TEST(Mix, GivesTheLaneOfManyThatShareAsWell) {
  const auto mix = Mix::parse("profile=98.3,refresh=1.6,login=0.08,register=0.02");
  ASSERT_TRUE(mix);
  int refreshes = 0;
  for (std::uint64_t i = 1; i < 40'000; i += 4) refreshes += mix->pick(i) == Kind::refresh;
  EXPECT_NEAR(refreshes, 160, 5);
}

TEST(Mix, OfOneKindIsAlwaysThatKind) {
  const auto mix = Mix::parse("jwks");
  ASSERT_TRUE(mix);
  EXPECT_TRUE(mix->has(Kind::jwks));
  EXPECT_FALSE(mix->has(Kind::profile));
  EXPECT_FALSE(mix->has(Kind::sign_up));
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(mix->pick(i), Kind::jwks);
}

TEST(Mix, RefusesWhatItCannotRead) {
  for (const char* text :
       {"", "profile=", "profile=x", "profile=-1", "profile=inf", "profile=0", "logout=1", "profile=1,"}) {
    EXPECT_FALSE(Mix::parse(text)) << text;
  }
}

}  // namespace
}  // namespace load
