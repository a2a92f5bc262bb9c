// C3: what each policy asks of a new password.
#include "passwords/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace foyer {
namespace {

std::string said_of(std::string_view password, PasswordPolicy policy) {
  const auto weakness = weakness_of(password, {.policy = policy});
  return weakness ? weakness->msg : "";
}
std::string legacy(std::string_view password) { return said_of(password, PasswordPolicy::legacy); }
std::string nist(std::string_view password) { return said_of(password, PasswordPolicy::nist); }

TEST(C3, LegacyTakesEightOfFourKinds) {
  for (const std::string password : {"Popcorn&Velvet7", "Zt4!uvkn", "%~;|(=A1a", "Чайник-Aa1", "Vq8! Kd3?"}) {
    EXPECT_EQ(legacy(password), "") << password;
  }
}

TEST(C3, LegacyNamesTheOneRequirementThatIsMissing) {
  EXPECT_EQ(legacy("Aa1!aaa"), "Password must contain at least 8 characters");
  EXPECT_EQ(legacy("aaaaaa1!"), "Password must contain an upper-case letter");
  EXPECT_EQ(legacy("AAAAAA1!"), "Password must contain a lower-case letter");
  EXPECT_EQ(legacy("Aaaaaaa!"), "Password must contain a digit");
  EXPECT_EQ(legacy("Aaaaaaa1"), "Password must contain a special character");
}

TEST(C3, LegacyNamesAllThatIsMissingAtOnce) {
  EXPECT_EQ(legacy("aaaaaaa1"), "Password must contain an upper-case letter and a special character");
  EXPECT_EQ(legacy(""),
            "Password must contain at least 8 characters, an upper-case letter, a lower-case letter, a digit and a "
            "special character");
}

TEST(C3, EveryAsciiPunctuationIsSpecialAndNothingElseIs) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool punctuation = std::string_view{"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}.contains(c);
    EXPECT_EQ(legacy(std::string{"Vkqomtz1"} + c).empty(), punctuation) << byte;
  }
}

TEST(C3, LettersOfOtherScriptsCountForLengthAlone) {
  EXPECT_EQ(legacy("ПАРОЛЬ1!"), "Password must contain an upper-case letter and a lower-case letter");
  EXPECT_EQ(legacy("٣٣٣٣Aaaa!"), "Password must contain a digit");
}

TEST(C3, LengthsAreCodePoints) {
  EXPECT_EQ(legacy("Va1!їжшю"), "");
  EXPECT_EQ(legacy("Va1!їжш"), "Password must contain at least 8 characters");
  EXPECT_EQ(legacy("Va1!🎬🎬🎬"), "Password must contain at least 8 characters");  // 16 bytes
}

TEST(C3, NistTakesFifteenOfAnyKind) {
  EXPECT_EQ(nist("vkqomtzuhywacle"), "");
  EXPECT_EQ(nist("корінь квадрата"), "");
  EXPECT_EQ(nist("aaaaaaaaaaaaaa"), "Password must contain at least 15 characters");
  EXPECT_EQ(nist("їїїїїїїїїїїїїї"), "Password must contain at least 15 characters");  // 14, in 28 bytes
  EXPECT_EQ(nist("Aa1!Aa1!Aa1!Aa"), "Password must contain at least 15 characters");
}

TEST(C3, PagesAreToldTheLengthThatIsAsked) {
  EXPECT_EQ(min_length_of(PasswordPolicy::legacy), 8U);
  EXPECT_EQ(min_length_of(PasswordPolicy::nist), 15U);
}

TEST(P6, TheSentenceNeverRepeatsThePassword) {
  const auto weakness = weakness_of("velvet", {.policy = PasswordPolicy::legacy});
  ASSERT_TRUE(weakness);
  EXPECT_EQ(weakness->type, "password_too_weak");
  EXPECT_FALSE(weakness->msg.contains("velvet"));
}

}  // namespace
}  // namespace foyer
