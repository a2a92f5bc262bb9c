#include "platform/crypto/digest.h"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "platform/crypto/encoding.h"

namespace foyer::crypto {
namespace {

std::string unhex(std::string_view text) { return from_hex(text).value(); }

// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
TEST(Sha256, MatchesTheNistExamples) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(std::string_view{})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// https://www.rfc-editor.org/rfc/rfc4231#section-4
TEST(HmacSha256, MatchesTheVectorsOfRfc4231) {
  struct Vector {
    std::string key, bytes;
    std::string_view mac;
  };
  const Vector vectors[] = {
      {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
       "hashed "
       "before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& [key, bytes, mac] : vectors) EXPECT_EQ(to_hex(hmac_sha256(key, bytes)), mac);
}

TEST(HmacSha256, AnEmptyKeyIsAKeyAndNotThePreviousOne) {
  static constexpr std::string_view of_nothing = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  hmac_sha256("another key", "");
  EXPECT_EQ(to_hex(hmac_sha256("", "")), of_nothing);
  hmac_sha256("another key", "");
  EXPECT_EQ(to_hex(hmac_sha256(std::string_view{}, std::string_view{})), of_nothing);
}

TEST(HmacSha256, GivesTheSameOnEveryThread) {
  const std::string expected = hmac_sha256("key", "bytes");
  std::vector<std::string> got(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : got) {
      threads.emplace_back([&result] {
        for (int i = 0; i < 200; ++i) result = hmac_sha256("key", "bytes") + sha256(result).substr(0, 0);
      });
    }
  }
  for (const auto& result : got) EXPECT_EQ(result, expected);
}

// https://www.rfc-editor.org/rfc/rfc5869#appendix-A.3: no salt, no info, the first 32 of its 42 bytes
TEST(DeriveKey, MatchesTheSaltlessVectorOfRfc5869) {
  const Secret master{std::string(22, '\x0b')};
  EXPECT_EQ(to_hex(derive_key(master, "").reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(DeriveKey, PurposesAndMastersHaveKeysOfTheirOwn) {
  const Secret master{std::string{"master"}};
  const Secret other{std::string{"master2"}};
  EXPECT_TRUE(derive_key(master, "refresh") == derive_key(master, "refresh"));
  EXPECT_FALSE(derive_key(master, "refresh") == derive_key(master, "reset"));
  EXPECT_FALSE(derive_key(master, "refresh") == derive_key(other, "refresh"));
  EXPECT_EQ(derive_key(master, "refresh").reveal().size(), 32u);
}

}  // namespace
}  // namespace foyer::crypto
