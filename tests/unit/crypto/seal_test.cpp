#include <gtest/gtest.h>
#include <stdexcept>

#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "tests/unit/crypto/counting_random.h"

namespace foyer::crypto {
namespace {

const std::string_view plain = "-----BEGIN PRIVATE KEY-----";
const std::string_view place = "signing_keys/7";

Secret key_of(char byte) { return Secret{std::string(32, byte)}; }

TEST(Seal, BringsBackWhatWasSealed) {
  SystemRandom random;
  for (const std::size_t size : {0uz, 1uz, 15uz, 16uz, 17uz, 5000uz}) {
    const std::string text = random.bytes(size);
    const auto opened = unseal(key_of('k'), seal(key_of('k'), text, place, random), place);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->reveal(), text);
  }
}

TEST(Seal, IsNonceTextAndTagAndHidesTheText) {
  CountingRandom random;
  const std::string sealed = seal(key_of('k'), plain, place, random);
  EXPECT_EQ(sealed.size(), 12 + plain.size() + 16);
  EXPECT_EQ(to_hex(sealed.substr(0, 12)), "000102030405060708090a0b");
  EXPECT_EQ(sealed.find("PRIVATE"), std::string::npos);
}

TEST(Seal, NeverSealsTheSameTextTheSameWay) {
  SystemRandom random;
  EXPECT_NE(seal(key_of('k'), plain, place, random), seal(key_of('k'), plain, place, random));
}

TEST(Unseal, RefusesAnotherKey) {
  SystemRandom random;
  EXPECT_FALSE(unseal(key_of('x'), seal(key_of('k'), plain, place, random), place).has_value());
}

TEST(Unseal, RefusesAnotherPlace) {
  SystemRandom random;
  const std::string sealed = seal(key_of('k'), plain, place, random);
  EXPECT_FALSE(unseal(key_of('k'), sealed, "signing_keys/8").has_value());
  EXPECT_FALSE(unseal(key_of('k'), sealed, "").has_value());
}

TEST(Unseal, RefusesEveryFlippedBit) {
  SystemRandom random;
  const std::string sealed = seal(key_of('k'), plain, place, random);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string broken = sealed;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(unseal(key_of('k'), broken, place).has_value()) << "bit " << bit;
  }
}

TEST(Unseal, RefusesEveryTruncationAndExtension) {
  SystemRandom random;
  const std::string sealed = seal(key_of('k'), plain, place, random);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(unseal(key_of('k'), std::string_view{sealed}.substr(0, size), place).has_value()) << size;
  }
  EXPECT_FALSE(unseal(key_of('k'), sealed + '\0', place).has_value());
}

TEST(Seal, WantsAKeyOf32Bytes) {
  SystemRandom random;
  const Secret shorter{std::string(31, 'k')};
  EXPECT_THROW(seal(shorter, plain, place, random), std::invalid_argument);
  EXPECT_THROW(unseal(shorter, std::string(60, 's'), place), std::invalid_argument);
}

// McGrew & Viega, "The Galois/Counter Mode of Operation", test case 13: zero key and nonce, no text, no context
TEST(Unseal, MatchesTheGcmSpecification) {
  const Secret zero{std::string(32, '\0')};
  const std::string tag = from_hex("530f8afbc74536b9a963b4f1c4cb738b").value();
  const auto opened = unseal(zero, std::string(12, '\0') + tag, "");
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->empty());
}

}  // namespace
}  // namespace foyer::crypto
