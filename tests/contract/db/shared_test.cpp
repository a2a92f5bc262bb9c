// Callers who may share a statement: to each of them it is as if it had been alone.
#include <algorithm>
#include <limits>
#include <thread>

#include "tests/contract/db/callers.h"
#include "tests/contract/db/contract.h"
#include "tests/contract/db/shared_statements.h"

namespace foyer::test {
namespace {

TEST_P(DatabaseContract, EachOfThoseWhoReadTogetherGetsItsOwnRow) {
  for (const std::int64_t id : {1, 2, 3}) run(db().transact(&add_numbered, id, 10 * id));
  Callers<std::optional<std::int64_t>> callers;
  for (const std::int64_t id : {3, 4, 1, 3, 2}) callers.start(find_number(db(), id));
  callers.finish();
  EXPECT_EQ(callers.value(0), 30);
  EXPECT_EQ(callers.value(1), std::nullopt);
  EXPECT_EQ(callers.value(2), 10);
  EXPECT_EQ(callers.value(3), 30);
  EXPECT_EQ(callers.value(4), 20);
}

TEST_P(DatabaseContract, EachOfThoseWhoChangeTogetherGetsItsOwnOutcome) {
  for (const std::int64_t id : {1, 2, 3}) run(db().transact(&add_numbered, id, id));
  Callers<std::int64_t> callers;
  callers.start(raise_note(db(), 1, 1));
  callers.start(raise_note(db(), 2, 7));
  callers.start(raise_note(db(), 9, 9));
  callers.start(raise_note(db(), 3, 3));
  callers.finish();
  EXPECT_EQ(callers.value(0), 1);
  EXPECT_EQ(callers.value(1), 0);
  EXPECT_EQ(callers.value(2), 0);
  EXPECT_EQ(callers.value(3), 1);
  EXPECT_EQ(run(find_number(db(), 1)), 2);
  EXPECT_EQ(run(find_number(db(), 2)), 2);
  EXPECT_EQ(run(find_number(db(), 3)), 4);
}

TEST_P(DatabaseContract, OfManyWhoChangeOneRowFromOneStateOneDoes) {
  run(db().transact(&add_numbered, std::int64_t{1}, std::int64_t{0}));
  constexpr int threads = 4;
  constexpr std::size_t callers = 16;
  std::array<std::int64_t, threads> winners{};
  {
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        Callers<std::int64_t> asking;
        for (std::size_t c = 0; c < callers; ++c) asking.start(raise_note(db(), 1, 0));
        asking.finish();
        for (std::size_t c = 0; c < callers; ++c) winners[t] += asking.value(c);
      });
    }
  }
  EXPECT_EQ(std::ranges::count(winners, 1), 1);
  EXPECT_EQ(std::ranges::count(winners, 0), threads - 1);
  EXPECT_EQ(run(find_number(db(), 1)), 1);
}

TEST_P(DatabaseContract, ARowThatIsRefusedLeavesThoseItCameWithAlone) {
  for (const std::int64_t id : {1, 2, 3}) run(db().transact(&add_numbered, id, std::int64_t{0}));
  run(db().transact(&add_note, std::int64_t{4}, std::string{"taken"}));
  Callers<std::int64_t> callers;
  callers.start(name_note(db(), 1, "one"));
  callers.start(name_note(db(), 2, "taken"));
  callers.start(name_note(db(), 3, "three"));
  callers.finish();
  EXPECT_EQ(callers.value(0), 1);
  EXPECT_TRUE(callers.failed_with<db::ConstraintViolation>(1));
  EXPECT_EQ(callers.value(2), 1);
}

struct Parcel {
  std::int64_t number = 0;
  bool flag = false;
  std::string words;
  db::Blob bytes;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (number, flag, words, bytes))

constexpr db::SharedSql echo{
    "SELECT $1, $2, $3, $4",
    "SELECT * FROM unnest($1::BIGINT[], $2::BOOLEAN[], $3::TEXT[], $4::BYTEA[]) WITH ORDINALITY"};

Task<std::optional<Parcel>> send(db::Database& db, Parcel parcel) {
  co_return co_await db.first_shared<Parcel>(echo, parcel.number, parcel.flag, parcel.words, parcel.bytes);
}

TEST_P(DatabaseContract, ValuesOfEveryTypeArriveAsTheyWereSent) {
  using Numbers = std::numeric_limits<std::int64_t>;
  const std::vector<Parcel> parcels{
      {Numbers::min(), true, "", {}},
      {Numbers::max(), false, R"({"a","b\"},NULL)", {std::string{"\0\xff\\x", 4}}},
      {-1, true, "Олена 🎬", {std::string(70'000, '\x80')}},
  };
  Callers<std::optional<Parcel>> callers;
  for (const Parcel& parcel : parcels) callers.start(send(db(), parcel));
  callers.finish();
  for (std::size_t i = 0; i < parcels.size(); ++i) {
    const auto arrived = callers.value(i);
    ASSERT_TRUE(arrived);
    EXPECT_EQ(arrived->number, parcels[i].number);
    EXPECT_EQ(arrived->flag, parcels[i].flag);
    EXPECT_EQ(arrived->words, parcels[i].words);
    EXPECT_EQ(arrived->bytes, parcels[i].bytes);
  }
}

}  // namespace
}  // namespace foyer::test
