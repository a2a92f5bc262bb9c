#include "platform/crypto/bcrypt_lanes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <vector>

#include "platform/crypto/base64.h"
#include "platform/crypto/digest.h"
#include "tests/unit/crypto/memory_search.h"

namespace foyer::crypto {
namespace {

using std::string_literals::operator""s;

constexpr std::string_view salt = "Kq4Noyk3094Y2QlB8NdR8e";

BcryptInput input(std::string_view key, unsigned rounds = 4, std::string_view with = salt) {
  return {.key = Secret{key}, .salt = std::string{with}, .rounds = rounds};
}

/// Until every lane is empty; the digests by ticket.
std::map<std::size_t, std::string> finish(BcryptLanes& lanes) {
  std::map<std::size_t, std::string> digests;
  while (lanes.taken() != 0) {
    for (const auto& ended : lanes.advance()) digests[ended.ticket] = {ended.digest.begin(), ended.digest.end()};
  }
  return digests;
}

// Computed with Python's bcrypt 4.0.1
TEST(BcryptLanes, GiveTheKnownAnswers) {
  const std::pair<std::string, std::string_view> known[] = {
      {"password", "8e8IhOwk2UG157iDLKwkRXgBrMTn94pi2"},           {"", "8enCk0WDwnbtOr63XTKcA4pBuSwjhvXY6"},
      {"\xff\xff\xa3", "8e5VH9mHDz4/BA9Ra.kGcSeq4CJDPN25C"},       {"\xa3", "8eZ9U1nlZM5wyz8pBYk3dNkbVeGL5uU2."},
      {std::string(72, 'x'), "8epH34qxowMiddPVl5buKPefVQQGnBTny"},
  };
  BcryptLanes lanes;
  for (std::size_t i = 0; i < std::size(known); ++i) lanes.enter(i, input(known[i].first));
  const auto digests = finish(lanes);
  for (std::size_t i = 0; i < std::size(known); ++i) {
    EXPECT_EQ("8e" + base64_bcrypt.encode(digests.at(i)), known[i].second);
  }
}

/// Bytes of any value, the same in every run.
std::string drawn(const std::string& name, std::size_t size) {
  std::string bytes;
  for (int part = 0; bytes.size() < size; ++part) bytes += sha256(name + std::to_string(part));
  bytes.resize(size);
  return bytes;
}

TEST(BcryptLanes, AgreeWithLibxcryptWhateverTheirNumber) {
  for (std::size_t count = 1; count <= BcryptLanes::most; ++count) {
    for (std::size_t round = 0; round < 8; ++round) {
      BcryptLanes lanes;
      std::vector<std::string> expected;
      for (std::size_t i = 0; i < count; ++i) {
        const std::string name = fmt::format("{} {} {}", count, round, i);
        const std::size_t size = (count * 31 + round * 13 + i * 7) % 100;
        const auto other = input(drawn(name, size), 4, base64_bcrypt.encode(drawn("salt " + name, bcrypt_salt_size)));
        lanes.enter(i, other);
        expected.push_back(bcrypt_of_libxcrypt(other));
      }
      const auto digests = finish(lanes);
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(digests.at(i), expected[i]) << count << " lanes, lane " << i;
    }
  }
}

TEST(BcryptLanes, WhoComesLaterOrEndsEarlierDisturbsNobody) {
  BcryptLanes lanes;
  std::map<std::size_t, std::string> digests;
  const auto advance = [&] {
    for (const auto& ended : lanes.advance()) digests[ended.ticket] = {ended.digest.begin(), ended.digest.end()};
  };
  lanes.enter(7, input("the longest", 7));
  advance();
  lanes.enter(5, input("shorter", 5));
  lanes.enter(4, input("shortest", 4));
  advance();
  EXPECT_EQ(digests.size(), 1U);
  lanes.enter(6, input("late", 6));
  while (lanes.taken() != 0) advance();
  EXPECT_EQ(digests.at(7), bcrypt_of_libxcrypt(input("the longest", 7)));
  EXPECT_EQ(digests.at(6), bcrypt_of_libxcrypt(input("late", 6)));
  EXPECT_EQ(digests.at(5), bcrypt_of_libxcrypt(input("shorter", 5)));
  EXPECT_EQ(digests.at(4), bcrypt_of_libxcrypt(input("shortest", 4)));
}

TEST(BcryptLanes, CountAKeyUpTo72BytesOrItsFirstNul) {
  EXPECT_EQ(bcrypt(input(std::string(72, 'x') + "yz")), bcrypt(input(std::string(72, 'x'))));
  EXPECT_NE(bcrypt(input(std::string(71, 'x'))), bcrypt(input(std::string(72, 'x'))));
  EXPECT_EQ(bcrypt(input("secret\0more"s)), bcrypt(input("secret")));
}

TEST(BcryptLanes, TakeNoSaltAndNoRoundsThatAreNone) {
  BcryptLanes lanes;
  for (const std::string_view bad : {"", "Kq4Noyk3094Y2QlB8NdR8", "Kq4Noyk3094Y2QlB8NdR8f", "Kq4Noyk3094Y2QlB8NdR8!"}) {
    EXPECT_THROW(lanes.enter(0, input("password", 4, bad)), std::invalid_argument) << bad;
  }
  EXPECT_THROW(lanes.enter(0, input("password", 3)), std::invalid_argument);
  EXPECT_THROW(lanes.enter(0, input("password", 17)), std::invalid_argument);
  EXPECT_EQ(lanes.taken(), 0U);
}

TEST(BcryptLanes, AreRightOnThisMachine) { EXPECT_TRUE(bcrypt_lanes_are_right()); }

// A lane keeps the key in big-endian words: in memory each four letters stand the other way round.
TEST(BcryptLanes, KeepNothingOfAKeyThatHasLeft) {
  BcryptLanes lanes;
  lanes.enter(0, input("a stranger", 6));
  lanes.enter(1, input("....Rose.bud"));
  ASSERT_TRUE(writable_memory_holds(inverted("esoRdub.")));
  while (lanes.taken() == 2) lanes.advance();
  EXPECT_FALSE(writable_memory_holds(inverted("esoRdub.")));
}

}  // namespace
}  // namespace foyer::crypto
