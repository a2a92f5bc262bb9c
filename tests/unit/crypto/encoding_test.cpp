#include "platform/crypto/encoding.h"

#include <gtest/gtest.h>

#include "platform/crypto/random.h"

namespace foyer::crypto {
namespace {

// https://www.rfc-editor.org/rfc/rfc4648#section-10, without the padding
TEST(Base64Url, MatchesTheVectorsOfRfc4648) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base64url(bytes), text);
    EXPECT_EQ(from_base64url(text), bytes);
  }
}

TEST(Base64Url, UsesTheAlphabetSafeInUrls) {
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(from_base64url("-__-"), "\xfb\xff\xfe");
}

TEST(Base64Url, RefusesForeignAlphabetPaddingAndWhiteSpace) {
  for (const std::string_view text :
       {"+//+", "Zg==", "Zm8=", "Zg=", "=", "Zm 9v", " Zm9v", "Zm9v\n", "Zm9v\r\n", "Zm9*", "Zm9\xc3", "Zm9v.Zg"}) {
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64url(std::string_view{"Zm\0v", 4}), std::nullopt);
}

TEST(Base64Url, RefusesALoneLastCharacter) {
  EXPECT_EQ(from_base64url("Z"), std::nullopt);
  EXPECT_EQ(from_base64url("Zm9vY"), std::nullopt);
}

TEST(Base64Url, RefusesSpareBitsSoThatOneValueHasOneSpelling) {
  EXPECT_EQ(from_base64url("Zh"), std::nullopt);
  EXPECT_EQ(from_base64url("Zm9"), std::nullopt);
  EXPECT_EQ(from_base64url("Zm-"), std::nullopt);
}

TEST(Base64Url, EverySpellingItTakesIsTheOneItGives) {
  static constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::size_t taken = 0;
  for (const char a : symbols) {
    for (const char b : symbols) {
      const std::string text{a, b};
      const auto bytes = from_base64url(text);
      if (!bytes) continue;
      ++taken;
      EXPECT_EQ(to_base64url(*bytes), text);
    }
  }
  EXPECT_EQ(taken, 256u);
}

TEST(Base64Url, BringsBackAnyBytes) {
  SystemRandom random;
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string bytes = random.bytes(size);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(Hex, BringsBackEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  EXPECT_EQ(to_hex("\x01\xab\xff"), "01abff");
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesOddLengthCapitalsAndForeignCharacters) {
  for (const std::string_view text : {"0", "0ab", "AB", "aB", "0g", " 0", "0x12", "1 2 "}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace foyer::crypto
