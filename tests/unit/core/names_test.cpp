// Enum words and ids: what is stored under a name, and what may be compared with what.
#include <gtest/gtest.h>

#include <boost/describe/enum.hpp>
#include <concepts>

#include "core/enum_names.h"
#include "core/ids.h"

namespace foyer {
namespace {

enum class Seat { stalls, balcony, box_seat };
BOOST_DESCRIBE_ENUM(Seat, stalls, balcony, box_seat)

static_assert(std::equality_comparable<UserId> && std::totally_ordered<UserId>);
static_assert(std::equality_comparable<SessionId> && std::totally_ordered<SessionId>);
static_assert(!std::equality_comparable_with<UserId, JobId> && !std::convertible_to<UserId, JobId>);
static_assert(!std::equality_comparable_with<SessionId, TokenId> && !std::convertible_to<SessionId, TokenId>);
static_assert(!std::equality_comparable_with<UserId, std::int64_t> && !std::convertible_to<std::int64_t, UserId>);
static_assert(!std::convertible_to<UserId, std::int64_t>);

TEST(EnumNames, AreTheEnumeratorsAndBack) {
  for (const Seat seat : {Seat::stalls, Seat::balcony, Seat::box_seat}) {
    EXPECT_EQ(enum_from<Seat>(enum_name(seat)), seat);
  }
  EXPECT_EQ(enum_name(Seat::box_seat), "box_seat");
}

TEST(EnumNames, OtherWordsAreNothing) {
  for (const char* word : {"", "Stalls", "STALLS", "stalls ", "stall", "0", "box seat"}) {
    EXPECT_FALSE(enum_from<Seat>(word)) << word;
  }
  EXPECT_EQ(enum_name(static_cast<Seat>(99)), "");
}

TEST(EnumNames, AWordEndsWhereItsViewEnds) {
  EXPECT_EQ(enum_from<Seat>(std::string_view{"stallsX"}.substr(0, 6)), Seat::stalls);
  EXPECT_FALSE(enum_from<Seat>(std::string_view{"stalls"}.substr(0, 5)));
}

TEST(Ids, AreEqualOnlyIfAllOfThemIs) {
  EXPECT_EQ(UserId{7}, UserId{7});
  EXPECT_LT(UserId{-1}, UserId{7});
  SessionId one;
  SessionId other;
  EXPECT_EQ(one, other);
  other.bytes.back() = 1;
  EXPECT_NE(one, other);
  EXPECT_LT(one, other);
}

}  // namespace
}  // namespace foyer
