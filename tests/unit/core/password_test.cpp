#include "core/password.h"

#include <gtest/gtest.h>

#include <string>

namespace foyer {
namespace {

std::string refusal_of(std::string text) {
  const auto password = Password::from(std::move(text));
  return password ? "" : password.error().type;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

TEST(P1, TakesUpTo256CodePointsWhateverTheirSize) {
  EXPECT_EQ(refusal_of("a"), "");
  EXPECT_EQ(refusal_of(std::string(256, 'a')), "");
  EXPECT_EQ(refusal_of(std::string(257, 'a')), "string_too_long");
  EXPECT_EQ(refusal_of(repeated("ї", 256)), "");
  EXPECT_EQ(refusal_of(repeated("ї", 257)), "string_too_long");
  EXPECT_EQ(refusal_of(repeated("🎬", 256)), "");  // 1,024 bytes
  EXPECT_EQ(refusal_of(repeated("🎬", 256) + "a"), "string_too_long");
}

TEST(P1, RefusesTheEmptyOne) { EXPECT_EQ(refusal_of(""), "string_too_short"); }

TEST(P1, RefusesNulAndControls) {
  for (int byte = 0; byte < 0x80; ++byte) {
    const bool control = byte < 0x20 || byte == 0x7F;
    EXPECT_EQ(refusal_of(std::string{"Popcorn"} + static_cast<char>(byte)), control ? "string_control_character" : "")
        << byte;
  }
}

TEST(P2, KeepsExactlyTheBytesReceived) {
  for (const std::string text : {" Popcorn ", "POPCORN", "cafe\xCC\x81", "caf\xC3\xA9", "ﬁlm", "пароль", "a b"}) {
    EXPECT_EQ(Password::from(std::string{text}).value().secret().reveal(), text);
  }
}

TEST(P6, ARefusalNeverRepeatsThePassword) {
  const auto refused = Password::from("Velvet-Curtain\n");
  ASSERT_FALSE(refused);
  EXPECT_FALSE((refused.error().msg + refused.error().type).contains("Velvet"));
}

TEST(K1, NothingIsLeftWhereItCameFromWhetherTakenOrRefused) {
  for (const char* received : {"Popcorn7", "Popcorn\n"}) {
    std::string text{received};
    const std::string_view memory{reinterpret_cast<const char*>(&text), sizeof(std::string)};
    ASSERT_TRUE(memory.contains(received));
    const bool taken = Password::from(std::move(text)).has_value();
    EXPECT_EQ(taken, std::string_view{received} == "Popcorn7");
    EXPECT_FALSE(memory.contains("opcorn"));
  }
}

TEST(Password, HandsItsSecretOver) {
  auto password = Password::from("Popcorn&Velvet7");
  ASSERT_TRUE(password);
  const Secret taken = std::move(*password).take();
  EXPECT_EQ(taken.reveal(), "Popcorn&Velvet7");
}

}  // namespace
}  // namespace foyer
