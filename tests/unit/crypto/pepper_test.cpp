#include "platform/crypto/pepper.h"

#include <gtest/gtest.h>

namespace foyer::crypto {
namespace {

class Pepper : public testing::Test {
 protected:
  static std::vector<Secret> peppers(std::initializer_list<char> letters) {
    std::vector<Secret> out;
    for (const char letter : letters) out.emplace_back(std::string(32, letter));
    return out;
  }
  SystemRandom random_;
  SystemPasswordHasher plain_{{.bcrypt_rounds = 4}, random_};
  PepperedHasher hasher_{plain_, peppers({'a'}), random_};
  Secret password_{std::string{"Popcorn&Velvet7"}};
};

TEST_F(Pepper, P4AHashVerifiesOnlyWithItsPepper) {
  const std::string hash = hasher_.hash(password_);
  EXPECT_TRUE(is_peppered(hash));
  EXPECT_TRUE(hasher_.verify(password_, hash));
  EXPECT_FALSE(hasher_.verify(Secret{std::string{"Popcorn&Velvet8"}}, hash));
  PepperedHasher other{plain_, peppers({'b'}), random_};
  EXPECT_FALSE(other.verify(password_, hash));
  EXPECT_FALSE(other.opens(hash));
  EXPECT_FALSE(plain_.verify(password_, hash));
}

TEST_F(Pepper, P4NothingOfTheHashShows) {
  const std::string hash = hasher_.hash(password_);
  EXPECT_FALSE(hash.contains("bcrypt")) << hash;
  EXPECT_NE(hash, hasher_.hash(password_));
}

TEST_F(Pepper, P4AHashWithoutPepperVerifiesAndIsOutdated) {
  const std::string old = plain_.hash(password_);
  EXPECT_TRUE(hasher_.verify(password_, old));
  EXPECT_TRUE(hasher_.is_outdated(old));
  EXPECT_FALSE(hasher_.is_outdated(hasher_.hash(password_)));
}

TEST_F(Pepper, P4AReplacedPepperStillOpensAndIsOutdated) {
  const std::string old = hasher_.hash(password_);
  PepperedHasher renewed{plain_, peppers({'b', 'a'}), random_};
  EXPECT_TRUE(renewed.verify(password_, old));
  EXPECT_TRUE(renewed.is_outdated(old));
  EXPECT_FALSE(renewed.is_outdated(renewed.hash(password_)));
}

TEST_F(Pepper, P4ACostThatChangedIsOutdatedThroughThePepper) {
  SystemPasswordHasher dearer{{.bcrypt_rounds = 5}, random_};
  PepperedHasher now{dearer, peppers({'a'}), random_};
  EXPECT_TRUE(now.is_outdated(hasher_.hash(password_)));
}

TEST_F(Pepper, P4DamagedStringsVerifyNothing) {
  const std::string hash = hasher_.hash(password_);
  for (std::size_t length = 0; length < hash.size(); length += 7) {
    EXPECT_FALSE(hasher_.verify(password_, hash.substr(0, length))) << length;
  }
  std::string flipped = hash;
  flipped.back() = flipped.back() == 'A' ? 'B' : 'A';
  EXPECT_FALSE(hasher_.verify(password_, flipped));
  EXPECT_FALSE(hasher_.verify(password_, hasher_.decoy()));
}

}  // namespace
}  // namespace foyer::crypto
