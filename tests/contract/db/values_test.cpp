// Values go in and come out unchanged, and a row that does not fit its reader is told apart from one that is absent.
#include <limits>
#include <optional>

#include "platform/db/errors.h"
#include "tests/contract/db/contract.h"

namespace foyer::test {
namespace {

struct Note {
  std::int64_t number;
  bool flag;
  std::string words;
  db::Blob bytes;
  friend bool operator==(const Note&, const Note&) = default;
};
BOOST_DESCRIBE_STRUCT(Note, (), (number, flag, words, bytes))

struct OptionalNote {
  std::optional<std::int64_t> number;
  std::optional<bool> flag;
  std::optional<std::string> words;
  std::optional<db::Blob> bytes;
  friend bool operator==(const OptionalNote&, const OptionalNote&) = default;
};
BOOST_DESCRIBE_STRUCT(OptionalNote, (), (number, flag, words, bytes))

struct TwoNumbers {
  std::int64_t first;
  std::int64_t second;
};
BOOST_DESCRIBE_STRUCT(TwoNumbers, (), (first, second))

constexpr std::int64_t row_id = 7;

template <class Row>
Task<Row> round_trip(db::Tx& tx, Row in) {
  co_await tx->run("INSERT INTO notes (id, number, flag, words, bytes) VALUES ($1, $2, $3, $4, $5)", row_id, in.number,
                   in.flag, in.words, in.bytes);
  const auto out = co_await tx->first<Row>("SELECT number, flag, words, bytes FROM notes WHERE id = $1", row_id);
  co_return out.value();
}

template <class Id>
Task<Id> id_round_trip(db::Tx& tx, Id in) {
  co_await tx->run("INSERT INTO notes (id, bytes) VALUES ($1, $2)", row_id, in);
  const auto out = co_await tx->first<Id>("SELECT bytes FROM notes WHERE id = $1", row_id);
  co_return out.value();
}

template <class Number>
Task<Number> number_round_trip(db::Tx& tx, Number in) {
  co_await tx->run("INSERT INTO notes (id, number) VALUES ($1, $2)", row_id, in);
  const auto out = co_await tx->first<Number>("SELECT number FROM notes WHERE id = $1", row_id);
  co_return out.value();
}

template <class T>
Task<std::optional<T>> read_words(db::Conn& conn, std::int64_t id) {
  co_return co_await conn.first<T>("SELECT words FROM notes WHERE id = $1", id);
}

template <class T>
Task<std::optional<T>> read_number(db::Conn& conn, std::int64_t id) {
  co_return co_await conn.first<T>("SELECT number FROM notes WHERE id = $1", id);
}

Task<std::optional<SessionId>> read_session(db::Conn& conn) {
  co_return co_await conn.first<SessionId>("SELECT bytes FROM notes");
}

Task<std::int64_t> add_everything(db::Tx& tx, std::int64_t id, std::int64_t number, std::string words, db::Blob bytes) {
  co_return co_await tx->run("INSERT INTO notes (id, number, words, bytes) VALUES ($1, $2, $3, $4)", id, number, words,
                             bytes);
}

Task<std::optional<TwoNumbers>> swapped(db::Conn& conn, std::int64_t a, std::int64_t b) {
  co_return co_await conn.first<TwoNumbers>(
      "SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT) WHERE CAST($2 AS BIGINT) <> CAST($1 AS BIGINT)", a, b);
}

Task<std::optional<std::int64_t>> too_few_values(db::Conn& conn) {
  co_return co_await conn.first<std::int64_t>("SELECT number FROM notes WHERE id = $1 AND number = $2", row_id);
}

Task<std::vector<std::int64_t>> all_ids(db::Conn& conn) {
  co_return co_await conn.all<std::int64_t>("SELECT id FROM notes ORDER BY id");
}

TEST_P(DatabaseContract, EveryKindOfValueComesBackAsItWent) {
  const Note note{.number = -42, .flag = true, .words = "snow – снег – 雪", .bytes = {std::string{"\0\xff\1", 3}}};
  EXPECT_EQ(run(db().transact(&round_trip<Note>, note)), note);
}

TEST_P(DatabaseContract, EmptyTextAndEmptyBytesAreNotNull) {
  const OptionalNote note{.number = 0, .flag = false, .words = "", .bytes = db::Blob{}};
  EXPECT_EQ(run(db().transact(&round_trip<OptionalNote>, note)), note);
}

TEST_P(DatabaseContract, NothingComesBackAsNothing) {
  const OptionalNote nothing;
  EXPECT_EQ(run(db().transact(&round_trip<OptionalNote>, nothing)), nothing);
}

TEST_P(DatabaseContract, IntegersKeepAllTheirBits) {
  const auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(run(db().transact(&number_round_trip<std::int64_t>, least)), least);
}

TEST_P(DatabaseContract, TimesKeepTheirMillisecondsBeforeTheEpochToo) {
  const Time early{std::chrono::milliseconds{-1}};
  EXPECT_EQ(run(db().transact(&number_round_trip<Time>, early)), early);
}

TEST_P(DatabaseContract, NumericIdsComeBack) {
  const UserId user{123'456'789'012};
  EXPECT_EQ(run(db().transact(&number_round_trip<UserId>, user)), user);
}

TEST_P(DatabaseContract, OrderedIdsComeBackWithTheirZeroBytes) {
  const SessionId session{{0, 1, 0, 255, 7}};
  EXPECT_EQ(run(db().transact(&id_round_trip<SessionId>, session)), session);
}

TEST_P(DatabaseContract, AnAbsentRowIsNothing) {
  EXPECT_EQ(run(db().read(&read_words<std::string>, row_id)), std::nullopt);
  EXPECT_TRUE(run(db().read(&all_ids)).empty());
}

TEST_P(DatabaseContract, AllRowsComeInTheirOrder) {
  for (const std::int64_t id : {3, 1, 2}) run(db().transact(&add_note, id, std::to_string(id)));
  EXPECT_EQ(run(db().read(&all_ids)), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_P(DatabaseContract, NullForSomethingRequiredIsABadRow) {
  run(db().transact(&round_trip<OptionalNote>, OptionalNote{}));
  EXPECT_THROW(run(db().read(&read_words<std::string>, row_id)), db::BadRow);
  EXPECT_THROW(run(db().read(&read_number<std::int64_t>, row_id)), db::BadRow);
}

TEST_P(DatabaseContract, AColumnOfAnotherTypeIsABadRow) {
  run(db().transact(&add_everything, row_id, std::int64_t{2}, std::string{"two"}, db::Blob{"short"}));
  EXPECT_THROW(run(db().read(&read_words<std::int64_t>, row_id)), db::BadRow);
  EXPECT_THROW(run(db().read(&read_words<db::Blob>, row_id)), db::BadRow);
  EXPECT_THROW(run(db().read(&read_number<std::string>, row_id)), db::BadRow);
  EXPECT_THROW(run(db().read(&read_number<bool>, row_id)), db::BadRow);  // 2 is no flag
}

TEST_P(DatabaseContract, AnIdOfAnotherLengthIsABadRow) {
  run(db().transact(&add_everything, row_id, std::int64_t{1}, std::string{"x"}, db::Blob{"fifteen bytes.."}));
  EXPECT_THROW(run(db().read(&read_session)), db::BadRow);
}

TEST_P(DatabaseContract, FewerColumnsThanMembersIsABadRow) {
  run(db().transact(&add_note, row_id, std::string{"one column"}));
  EXPECT_THROW(run(db().read(&read_words<TwoNumbers>, row_id)), db::BadRow);
}

TEST_P(DatabaseContract, ANumberTooLargeForItsReaderIsABadRow) {
  run(db().transact(&number_round_trip<std::int64_t>, std::int64_t{1} << 32));
  EXPECT_THROW(run(db().read(&read_number<std::int32_t>, row_id)), db::BadRow);
}

TEST_P(DatabaseContract, ParametersGoByNumberHoweverOftenAndInWhateverOrder) {
  const auto row = run(db().read(&swapped, std::int64_t{1}, std::int64_t{2}));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->first, 2);
  EXPECT_EQ(row->second, 1);
  EXPECT_FALSE(run(db().read(&swapped, std::int64_t{1}, std::int64_t{1})));
}

TEST_P(DatabaseContract, AMissingParameterIsRefused) {
  EXPECT_THROW(run(db().read(&too_few_values)), std::logic_error);
}

}  // namespace
}  // namespace foyer::test
