// K1: secrets are wiped, compared without an early exit, and neither printed nor copied by accident.
#include "core/secret.h"

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <memory>
#include <new>
#include <sstream>
#include <type_traits>

#include "core/password.h"

namespace foyer {
namespace {

// Short enough to live inside a std::string, where a move copies it and leaves the source's bytes behind.
constexpr std::string_view short_bytes = "Popcorn7";
const std::string long_bytes(200, 'L');

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept Textual = std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view>;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);
static_assert(!Streamable<Secret> && Streamable<std::string>);
static_assert(!Textual<Secret>);
static_assert(!std::convertible_to<std::string, Secret> && !std::convertible_to<const char*, Secret>);
static_assert(!std::is_copy_constructible_v<Password> && !Streamable<Password> && !Textual<Password>);

/// The bytes an object is made of.
template <class T>
std::string_view memory_of(const T& object) {
  return {reinterpret_cast<const char*>(&object), sizeof object};
}

/// What stands in the text's whole buffer, beyond its end too.
std::string buffer_of(std::string& text) {
  std::string seen;
  text.resize_and_overwrite(text.capacity(), [&](char* bytes, std::size_t size) {
    seen.assign(bytes, size);
    return size;
  });
  return seen;
}

TEST(Wipe, OverwritesTheWholeCapacityAndEmpties) {
  std::string text = long_bytes;
  const std::size_t capacity = text.capacity();
  text.resize(1);
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(buffer_of(text), std::string(capacity, '\0'));
}

TEST(Wipe, OverwritesPlainMemory) {
  std::array<char, 4> bytes{'a', 'b', 'c', 'd'};
  wipe(bytes.data(), 3);
  EXPECT_EQ(std::string_view(bytes.data(), 4), std::string_view("\0\0\0d", 4));
}

TEST(Secret, TakesTheBytesAwayFromTheStringItWasMadeFrom) {
  std::string source{short_bytes};
  const std::string_view memory = memory_of(source);
  ASSERT_TRUE(memory.contains("opcorn"));
  const Secret secret{std::move(source)};
  EXPECT_EQ(secret.reveal(), short_bytes);
  EXPECT_FALSE(memory.contains("opcorn"));  // a move alone only zeroes the first byte
}

TEST(Secret, LeavesNothingWhereItWasMovedFrom) {
  Secret first{short_bytes};
  const std::string_view memory_of_first = memory_of(first);
  const Secret second{std::move(first)};
  EXPECT_EQ(second.reveal(), short_bytes);
  EXPECT_FALSE(memory_of_first.contains("opcorn"));
  Secret third{std::string_view{"x"}};
  Secret fourth{short_bytes};
  const std::string_view memory_of_fourth = memory_of(fourth);
  third = std::move(fourth);
  EXPECT_EQ(third.reveal(), short_bytes);
  EXPECT_FALSE(memory_of_fourth.contains("opcorn"));
}

TEST(Secret, LeavesNothingWhereItWasDestroyed) {
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
  const std::string_view memory{reinterpret_cast<const char*>(place.data()), place.size()};
  auto* secret = ::new (place.data()) Secret{short_bytes};
  ASSERT_TRUE(memory.contains(short_bytes));
  std::destroy_at(secret);
  EXPECT_FALSE(memory.contains("opcorn"));
}

TEST(Secret, LeavesNothingOfTheValueItReplaces) {
  Secret secret{std::string_view{"Velvet-Curtain"}};
  secret = Secret{std::string_view{"x"}};
  EXPECT_EQ(secret.reveal(), "x");
  EXPECT_FALSE(memory_of(secret).contains("elvet"));
  Secret& same = secret;
  secret = std::move(same);
  EXPECT_EQ(secret.reveal(), "x");
}

TEST(Secret, IsCopiedOnlyByName) {
  const Secret secret{long_bytes};
  EXPECT_EQ(secret.copy(), secret);
  EXPECT_NE(secret.copy().reveal().data(), secret.reveal().data());
  EXPECT_TRUE(Secret{}.empty());
  EXPECT_FALSE(secret.empty());
}

TEST(Secret, KeepsEveryByte) {
  const std::string_view bytes{"a\0b\xFF ", 5};
  EXPECT_EQ(Secret{bytes}.reveal(), bytes);
}

TEST(ConstantTime, AgreesWithEqualityForEveryDifference) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
  EXPECT_FALSE(equal_in_constant_time("a", "ab"));
  EXPECT_FALSE(equal_in_constant_time("ab", "a"));
  EXPECT_FALSE(equal_in_constant_time("a", std::string_view("a\0", 2)));
  const std::string mac(32, '\x5a');
  EXPECT_TRUE(equal_in_constant_time(mac, std::string{mac}));
  for (std::size_t byte = 0; byte < mac.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = mac;
      other[byte] = static_cast<char>(other[byte] ^ (1 << bit));
      EXPECT_FALSE(equal_in_constant_time(mac, other)) << byte << ' ' << bit;
    }
  }
}

TEST(ConstantTime, TwoDifferencesDoNotCancelOut) {
  EXPECT_FALSE(equal_in_constant_time("\x01\x01", std::string_view("\0\0", 2)));
  EXPECT_FALSE(equal_in_constant_time("ab", "ba"));
}

}  // namespace
}  // namespace foyer
