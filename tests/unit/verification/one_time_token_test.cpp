// R4, S1 and J4: a mailed token belongs to one row, one purpose and one address.
#include "verification/one_time_token.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "core/enum_names.h"
#include "platform/crypto/encoding.h"

namespace foyer {
namespace {

const Secret key{std::string(32, 'k')};
constexpr std::string_view address = "olena@example.com";

TokenId counting_id() {
  TokenId id;
  std::iota(id.bytes.begin(), id.bytes.end(), static_cast<unsigned char>(0));
  return id;
}

std::string token(TokenPurpose purpose = TokenPurpose::activate, TokenId id = counting_id(),
                  std::string_view to = address) {
  return one_time_token(key, purpose, id, to);
}

TEST(OneTimeToken, TheFormatNeverChangesWhileLinksAreInTheMail) {
  // python3: base64.urlsafe_b64encode(hmac.digest(b'k'*32, b'activate|' + bytes(range(16)) + b'|olena@example.com',
  // 'sha256'))
  EXPECT_EQ(token(), "OH-beDyDhT0uY6xXGuQZPIij0qpyyT1fXP8RgR8MS7M");
  EXPECT_EQ(token(TokenPurpose::reset_password), "JqgIFRJjE2M1J43gHOYIWv-hubWveYLSN7A_tLT4XT8");
  EXPECT_EQ(crypto::to_hex(one_time_token_hash(token()).value()),
            "9538712412e10a3bab87f6d05397b384a9211ce226c6ff68298d87c415793c7b");
}

TEST(OneTimeToken, IsTheSameWheneverItIsBuilt) { EXPECT_EQ(token(), token()); }

TEST(J4, EachPurposeHasItsOwnToken) { EXPECT_NE(token(TokenPurpose::activate), token(TokenPurpose::reset_password)); }

TEST(R4, AnyBitOfTheRowsIdMakesAnotherToken) {
  std::set<std::string> seen{token()};
  for (std::size_t at = 0; at < 16; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      TokenId id = counting_id();
      id.bytes[at] = static_cast<unsigned char>(id.bytes[at] ^ (1 << bit));
      EXPECT_TRUE(seen.insert(token(TokenPurpose::activate, id)).second) << at << ' ' << bit;
    }
  }
}

TEST(R4, AnyOtherAddressMakesAnotherToken) {
  std::set<std::string> seen{token()};
  for (const char* other : {"", "olena@example.co", "olena@example.comm", "Olena@example.com", "|olena@example.com",
                            "olena@example.com|", "eve@example.com"}) {
    EXPECT_TRUE(seen.insert(token(TokenPurpose::activate, counting_id(), other)).second) << other;
  }
}

TEST(R4, AnotherKeyMakesAnotherToken) {
  const Secret other{std::string(31, 'k') + 'K'};
  EXPECT_NE(one_time_token(other, TokenPurpose::activate, counting_id(), address), token());
}

TEST(S1, TheHashIsNotTheToken) {
  const auto hash = one_time_token_hash(token());
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->size(), 32U);
  EXPECT_NE(*hash, crypto::from_base64url(token()));
  EXPECT_NE(hash, one_time_token_hash(token(TokenPurpose::reset_password)));
}

TEST(S1, TextThatCannotBeATokenHasNoHash) {
  const std::string good = token();
  for (std::size_t length = 0; length < 100; ++length) {
    std::string other = good + std::string(100, 'A');
    other.resize(length);
    EXPECT_EQ(one_time_token_hash(other).has_value(), length == 43) << length;
  }
  for (const char c : {'=', '+', '/', ' ', '\n', '\0', '.', '\x80'}) {
    std::string other = good;
    other[20] = c;
    EXPECT_FALSE(one_time_token_hash(other)) << static_cast<int>(c);
  }
}

TEST(S1, OneTokenHasOneSpelling) {
  const std::string good = token();
  const auto hash = one_time_token_hash(good);
  for (int byte = 0; byte < 256; ++byte) {
    // The last character carries two spare bits, which must be zero.
    std::string other = good;
    other.back() = static_cast<char>(byte);
    EXPECT_EQ(one_time_token_hash(other) == hash, other == good) << byte;
  }
}

TEST(OneTimeToken, PurposesAreStoredAsTheseWords) {
  EXPECT_EQ(enum_name(TokenPurpose::activate), "activate");
  EXPECT_EQ(enum_name(TokenPurpose::reset_password), "reset_password");
}

}  // namespace
}  // namespace foyer
