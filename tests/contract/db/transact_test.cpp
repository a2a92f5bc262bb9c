// A transaction is stored whole before its caller goes on, or not at all.
#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "platform/db/errors.h"
#include "tests/contract/db/contract.h"

namespace foyer::test {
namespace {

struct Surprise : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Task<Result<Done>> add_then_refuse(db::Tx& tx) {
  co_await add_note(tx, 1, "refused");
  co_return refuse(Errc::conflict, "changed my mind");
}

Task<Result<std::int64_t>> add_and_agree(db::Tx& tx) { co_return co_await add_note(tx, 1, "agreed"); }

Task<bool> add_then_throw(db::Tx& tx) {
  co_await add_note(tx, 1, "thrown away");
  throw Surprise{"out of the blue"};
}

Task<std::int64_t> change_all(db::Tx& tx, bool flag) { co_return co_await tx->run("UPDATE notes SET flag = $1", flag); }

Task<std::int64_t> add_unless_taken(db::Tx& tx, std::string words) {
  co_return co_await tx->run("INSERT INTO notes (id, words) VALUES (2, $1) ON CONFLICT (words) DO NOTHING", words);
}

Task<std::vector<std::string>> add_returning(db::Tx& tx) {
  co_return co_await tx->all<std::string>("INSERT INTO notes (id, words) VALUES (1, 'a'), (2, 'b') RETURNING words");
}

Task<std::int64_t> write_while_reading(db::Conn& conn) {
  co_return co_await conn.run("INSERT INTO notes (id) VALUES (1)");
}

Task<std::int64_t> misspelt(db::Tx& tx, std::string secret) {
  co_return co_await tx->run("INSRT INTO notes (words) VALUES ($1)", secret);
}

Task<bool> add_and_see(db::Database& db, std::int64_t id) {
  co_await db.transact(&add_note, id, std::to_string(id));
  co_return co_await db.read(&count_notes) >= 1;
}

TEST_P(DatabaseContract, WhatWasCommittedIsReadAtOnce) {
  EXPECT_TRUE(run(add_and_see(db(), 1)));
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, ARefusingBodyIsRolledBackAndItsErrorAnswered) {
  const auto answer = run(db().transact(&add_then_refuse));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().detail, "changed my mind");
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, AnAgreeingBodyIsKept) {
  EXPECT_EQ(run(db().transact(&add_and_agree)).value(), 1);
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, AThrowingBodyIsRolledBackAndItsExceptionPassedOn) {
  EXPECT_THROW(run(db().transact(&add_then_throw)), Surprise);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(run(db().transact(&add_note, std::int64_t{1}, std::string{"after"})), 1);
}

TEST_P(DatabaseContract, ADuplicateIsAConstraintViolation) {
  run(db().transact(&add_note, std::int64_t{1}, std::string{"same"}));
  EXPECT_THROW(run(db().transact(&add_note, std::int64_t{2}, std::string{"same"})), db::ConstraintViolation);
  EXPECT_EQ(run(db().transact(&add_unless_taken, std::string{"same"})), 0);
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, ChangedRowsAreCounted) {
  EXPECT_EQ(run(db().transact(&change_all, true)), 0);
  run(db().transact(&add_note, std::int64_t{1}, std::string{"one"}));
  run(db().transact(&add_note, std::int64_t{2}, std::string{"two"}));
  EXPECT_EQ(run(db().transact(&change_all, false)), 2);
}

TEST_P(DatabaseContract, AWriteCanReturnRows) {
  EXPECT_EQ(run(db().transact(&add_returning)), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseContract, AReadMayNotWrite) {
  EXPECT_THROW(run(db().read(&write_while_reading)), std::logic_error);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, AFailingStatementIsNamedWithoutItsValues) {
  try {
    run(db().transact(&misspelt, std::string{"hunter2"}));
    FAIL() << "was not refused";
  } catch (const std::logic_error& failure) {
    EXPECT_NE(std::string_view{failure.what()}.find("INSRT"), std::string_view::npos);
    EXPECT_EQ(std::string_view{failure.what()}.find("hunter2"), std::string_view::npos);
  }
}

Task<void> add_from(db::Database& db, std::thread::id home, std::int64_t id, int& at_home, int& visible) {
  co_await db.transact(&add_note, id, std::to_string(id));
  at_home += std::this_thread::get_id() == home;
  visible += co_await db.read(&count_notes) > 0;
}

TEST_P(DatabaseContract, CallersOfManyThreadsResumeOnTheirOwnAfterTheCommit) {
  constexpr int threads = 4;
  constexpr int callers = 16;
  std::array<int, threads> at_home{};
  std::array<int, threads> visible{};
  {
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        boost::asio::io_context context{1};
        for (int c = 0; c < callers; ++c) {
          const auto id = static_cast<std::int64_t>(t) * callers + c;
          boost::asio::co_spawn(context.get_executor(),
                                add_from(db(), std::this_thread::get_id(), id, at_home[t], visible[t]),
                                [](std::exception_ptr failure) { EXPECT_FALSE(failure); });
        }
        context.run();
      });
    }
  }
  EXPECT_EQ(at_home, (std::array{callers, callers, callers, callers}));
  EXPECT_EQ(visible, (std::array{callers, callers, callers, callers}));
  EXPECT_EQ(count(), threads * callers);
}

Task<std::int64_t> add_last(db::Tx& tx, std::int64_t id, int* hooks) {
  tx.after_commit([hooks] { ++*hooks; });
  const auto before = co_await tx->first<std::int64_t>("SELECT count(*) FROM notes");
  tx.commit_with_next();
  co_return before.value() + co_await add_note(tx, id, "last");
}

TEST_P(DatabaseContract, AStatementThatIsTheLastTakesItsCommitAlong) {
  int hooks = 0;
  EXPECT_EQ(run(db().transact(&add_last, std::int64_t{1}, &hooks)), 1);
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(hooks, 1);
  EXPECT_THROW(run(db().transact(&add_last, std::int64_t{2}, &hooks)), db::ConstraintViolation);
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(hooks, 1);
}

struct Sums {
  std::int64_t rows;
  std::int64_t total;
};
BOOST_DESCRIBE_STRUCT(Sums, (), (rows, total))

Task<std::int64_t> add_pair(db::Tx& tx, std::int64_t id) {
  co_await tx->run("INSERT INTO notes (id, number) VALUES ($1, $2)", 2 * id, id);
  co_return co_await tx->run("INSERT INTO notes (id, number) VALUES ($1, $2)", 2 * id + 1, -id);
}

Task<std::optional<Sums>> sums(db::Conn& conn) {
  co_return co_await conn.first<Sums>("SELECT count(*), CAST(COALESCE(sum(number), 0) AS BIGINT) FROM notes");
}

TEST_P(DatabaseContract, ReadersNeverSeeHalfATransaction) {
  constexpr std::int64_t pairs = 100;
  std::atomic<bool> writing = true;
  std::atomic<int> torn = 0;
  {
    std::vector<std::jthread> readers;
    for (int t = 0; t < 4; ++t) {
      readers.emplace_back([&] {
        do {
          const auto seen = run(db().read(&sums));
          torn += seen->rows % 2 != 0 || seen->total != 0;
        } while (writing);
      });
    }
    for (std::int64_t id = 1; id <= pairs; ++id) run(db().transact(&add_pair, id));
    writing = false;
  }
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(count(), 2 * pairs);
}

}  // namespace
}  // namespace foyer::test
