// T1: a refresh token is its session, its generation and a mac over both; one spelling, no bit to spare.
#include "sessions/refresh_token.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "platform/crypto/encoding.h"

namespace foyer {
namespace {

const Secret key{std::string(32, 'k')};
const std::string salt(16, 's');
constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();

SessionId counting_id() {
  SessionId id;
  std::iota(id.bytes.begin(), id.bytes.end(), static_cast<unsigned char>(0));
  return id;
}

bool is_taken(std::string_view text) {
  const auto token = parse_refresh_token(text);
  return token && is_genuine(*token, key, salt);
}

TEST(T1, ATokenComesBackAsWhatWentIn) {
  for (const std::uint64_t generation :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{255}, std::uint64_t{256}, std::uint64_t{1} << 63, highest}) {
    const std::string text = refresh_token(key, counting_id(), generation, salt);
    EXPECT_EQ(text.size(), 75U);
    const auto token = parse_refresh_token(text);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->session, counting_id());
    EXPECT_EQ(token->generation, generation);
    EXPECT_TRUE(is_genuine(*token, key, salt));
  }
}

TEST(T1, TheFormatNeverChangesWhileDevicesHoldTokens) {
  // python3: base64.urlsafe_b64encode(p + hmac.digest(b'k'*32, p + b's'*16, 'sha256')), p = bytes(range(16)) +
  // b'\0…\x01'
  EXPECT_EQ(refresh_token(key, counting_id(), 1, salt),
            "AAECAwQFBgcICQoLDA0ODwAAAAAAAAABt4Dv4gtdnv-c_PknBvVuWbpZyjVYYKGo9IHMPUU2qjc");
  EXPECT_EQ(refresh_token(key, counting_id(), highest, salt),
            "AAECAwQFBgcICQoLDA0OD___________AeMD_RpMnyeRrGxLXuj0m_i5a1PZxKsaX3RUHdT2cyI");
}

TEST(T1, NoOtherLengthIsParsed) {
  const std::string text = refresh_token(key, counting_id(), 1, salt);
  for (std::size_t length = 0; length <= 200; ++length) {
    std::string other = text + std::string(200, 'A');
    other.resize(length);
    EXPECT_EQ(parse_refresh_token(other).has_value(), length == 75) << length;
  }
}

TEST(T1, AnyFlippedBitIsNotOurs) {
  const std::string bytes = crypto::from_base64url(refresh_token(key, counting_id(), 1, salt)).value();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = bytes;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      EXPECT_FALSE(is_taken(crypto::to_base64url(other))) << at << ' ' << bit;
    }
  }
}

TEST(T1, OneTokenHasOneSpelling) {
  const std::string text = refresh_token(key, counting_id(), 1, salt);
  ASSERT_TRUE(is_taken(text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = text;
      other[at] = static_cast<char>(byte);
      EXPECT_EQ(is_taken(other), other == text) << at << ' ' << byte;
    }
  }
}

TEST(T1, AnotherKeySaltOrMacIsNotOurs) {
  auto token = parse_refresh_token(refresh_token(key, counting_id(), 1, salt)).value();
  EXPECT_FALSE(is_genuine(token, Secret{std::string(32, 'K')}, salt));
  EXPECT_FALSE(is_genuine(token, Secret{}, salt));
  EXPECT_FALSE(is_genuine(token, key, std::string(16, 'S')));
  EXPECT_FALSE(is_genuine(token, key, ""));
  token.mac.pop_back();
  EXPECT_FALSE(is_genuine(token, key, salt));
  token.mac.clear();
  EXPECT_FALSE(is_genuine(token, key, salt));
}

TEST(T1, GenerationsAndSessionsHaveDifferentMacs) {
  const auto first = parse_refresh_token(refresh_token(key, counting_id(), 1, salt)).value();
  RefreshToken later = first;
  later.generation = 2;
  EXPECT_FALSE(is_genuine(later, key, salt));
  RefreshToken elsewhere = first;
  elsewhere.session.bytes[0] = 0xFF;
  EXPECT_FALSE(is_genuine(elsewhere, key, salt));
}

}  // namespace
}  // namespace foyer
