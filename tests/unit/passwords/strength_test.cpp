#include "passwords/strength.h"

#include <gtest/gtest.h>

#include <string>

#include "passwords/rules.h"

namespace foyer {
namespace {

TEST(Strength, GrowsFromCommonWordsToPassphrases) {
  EXPECT_EQ(strength_of(""), 0);
  EXPECT_EQ(strength_of("password"), 0);
  EXPECT_LT(strength_of("Dragon77"), 3);
  EXPECT_EQ(strength_of("v9$KuTq2mQ7-rT"), strongest);
  EXPECT_EQ(strength_of("seven purple teapots dancing"), strongest);
}

TEST(Strength, ReadsTheBeginningOfLongOnes) {
  EXPECT_EQ(strength_of(std::string(64, 'a')), strength_of(std::string(1024, 'a')));
  EXPECT_EQ(strength_of("зелений чайник співає вранці і ввечері, коли ніхто не слухає його"), strongest);
}

TEST(Strength, IsAskedForOnlyWhereTheOperatorWantsIt) {
  const std::string middling = "Zvk!7788";
  ASSERT_LT(strength_of(middling), strongest);
  EXPECT_FALSE(weakness_of(middling, PasswordRules{}));
  const auto weakness = weakness_of(middling, {.min_strength = strongest});
  ASSERT_TRUE(weakness);
  EXPECT_EQ(weakness->type, "password_too_weak");
  EXPECT_FALSE(weakness->msg.contains("7788"));
  EXPECT_FALSE(weakness_of("Popcorn&Velvet7", {.min_strength = strongest}));
}

}  // namespace
}  // namespace foyer
