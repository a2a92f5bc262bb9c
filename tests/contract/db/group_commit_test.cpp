// Transactions that wait together share one commit and nothing else.
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <latch>
#include <thread>

#include "platform/async/offload.h"
#include "platform/db/errors.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

Task<Result<Done>> add_and_refuse(db::Tx& tx, std::int64_t id) {
  co_await add_note(tx, id, "refused");
  co_return refuse(Errc::conflict);
}

Task<bool> add_and_throw(db::Tx& tx, std::int64_t id) {
  co_await add_note(tx, id, "thrown");
  throw std::out_of_range{"thrown"};
}

Task<bool> add_and_wait_for_a_timer(db::Tx& tx, std::int64_t id) {
  co_await add_note(tx, id, "timer");
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, std::chrono::hours{1}};
  co_await timer.async_wait(use_task);
  co_return true;
}

Task<bool> add_and_hash_elsewhere(db::Tx& tx, boost::asio::thread_pool* pool, bool* went_on) {
  co_await add_note(tx, 1, "offloaded");
  const auto work = [] { return 1; };
  co_await offload(*pool, work);
  *went_on = true;
  co_return true;
}

Task<bool> read_from_inside(db::Tx&, db::Database* database) { co_return co_await database->read(&count_notes) == 0; }

Task<std::int64_t> transact_from_inside(db::Tx& tx, db::Database* database) {
  co_await add_note(tx, 1, "outer");
  co_return co_await database->transact(&add_note, std::int64_t{2}, std::string{"inner"});
}

Task<std::int64_t> end_the_transaction(db::Tx& tx) { co_return co_await tx->run("COMMIT"); }
Task<std::int64_t> undo_the_savepoint(db::Tx& tx) { co_return co_await tx->run("ROLLBACK TO body"); }

TEST_F(Sqlite, WaitingTransactionsShareOneCommit) {
  constexpr int threads = 4;
  constexpr int callers = 16;
  const int before = commits_in_log(file());
  BusyWriter writer{db()};
  std::latch all_wait{threads};
  std::atomic<int> seen_by_its_caller = 0;
  {
    std::vector<std::jthread> workers;
    for (std::int64_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        boost::asio::io_context context{1};
        for (std::int64_t id = t * callers; id < (t + 1) * callers; ++id) {
          boost::asio::co_spawn(context.get_executor(), db().transact(&add_note, id, std::to_string(id)),
                                [&](std::exception_ptr failure, std::int64_t) {
                                  EXPECT_FALSE(failure);
                                  seen_by_its_caller += Outsider{file()}.number("SELECT count(*) FROM notes") > 0;
                                });
        }
        context.poll();
        all_wait.count_down();
        context.run();
      });
    }
    all_wait.wait();
    EXPECT_EQ(Outsider{file()}.number("SELECT count(*) FROM notes"), 0);
    writer.let_go();
  }
  EXPECT_EQ(seen_by_its_caller, threads * callers);
  EXPECT_EQ(count(), threads * callers);
  EXPECT_EQ(commits_in_log(file()) - before, 1);
}

TEST_F(Sqlite, ALoneTransactionIsACommitOfItsOwn) {
  const int before = commits_in_log(file());
  for (std::int64_t id = 0; id < 3; ++id) run(db().transact(&add_note, id, std::to_string(id)));
  EXPECT_EQ(commits_in_log(file()) - before, 3);
}

TEST_F(Sqlite, ABatchIsNoLargerThanAllowed) {
  reopen({.file = file(), .max_batch = 4});
  const int before = commits_in_log(file());
  Together together{db()};
  for (std::int64_t id = 0; id < 16; ++id) together.start(&add_note, id, std::to_string(id));
  together.finish();
  EXPECT_EQ(commits_in_log(file()) - before, 4);
  EXPECT_EQ(count(), 16);
}

TEST_F(Sqlite, OneThatFailsLeavesItsNeighboursAlone) {
  Together together{db()};
  const auto first = together.start(&add_note, std::int64_t{1}, std::string{"one"});
  const auto second = together.start(&add_note, std::int64_t{2}, std::string{"two"});
  const auto refused = together.start(&add_and_refuse, std::int64_t{3});
  const auto thrown = together.start(&add_and_throw, std::int64_t{4});
  const auto duplicate = together.start(&add_note, std::int64_t{5}, std::string{"two"});
  const auto foreign = together.start(&add_and_wait_for_a_timer, std::int64_t{6});
  const auto last = together.start(&add_note, std::int64_t{7}, std::string{"seven"});
  together.finish();
  EXPECT_TRUE(together.ended_well(first));
  EXPECT_TRUE(together.ended_well(second));
  EXPECT_TRUE(together.ended_well(refused)) << "a refusal is a value";
  EXPECT_TRUE(together.failed_with<std::out_of_range>(thrown));
  EXPECT_TRUE(together.failed_with<db::ConstraintViolation>(duplicate));
  EXPECT_TRUE(together.failed_with<std::logic_error>(foreign));
  EXPECT_TRUE(together.ended_well(last));
  EXPECT_EQ(Outsider{file()}.number("SELECT sum(id) FROM notes"), 1 + 2 + 7);
}

TEST_F(Sqlite, ATimerInsideATransactionIsRefusedAndNotWaitedFor) {
  EXPECT_THROW(run(db().transact(&add_and_wait_for_a_timer, std::int64_t{1})), std::logic_error);
  EXPECT_EQ(count(), 0);
}

TEST_F(Sqlite, ABodyThatLeftForAnotherThreadNeverGoesOn) {
  boost::asio::thread_pool pool{1};
  bool went_on = false;
  EXPECT_THROW(run(db().transact(&add_and_hash_elsewhere, &pool, &went_on)), std::logic_error);
  pool.join();
  EXPECT_EQ(run(db().transact(&add_note, std::int64_t{2}, std::string{"later"})), 1);
  EXPECT_FALSE(went_on);
  EXPECT_EQ(count(), 1);
}

TEST_F(Sqlite, TheDatabaseIsNotAskedFromInsideATransaction) {
  EXPECT_THROW(run(db().transact(&read_from_inside, &db())), std::logic_error);
  EXPECT_THROW(run(db().transact(&transact_from_inside, &db())), std::logic_error);
  EXPECT_EQ(count(), 0);
}

TEST_F(Sqlite, ABodyCannotEndTheTransactionItShares) {
  Together together{db()};
  together.start(&add_note, std::int64_t{1}, std::string{"one"});
  together.start(&add_note, std::int64_t{2}, std::string{"two"});
  const auto commits = together.start(&end_the_transaction);
  const auto undoes = together.start(&undo_the_savepoint);
  together.finish();
  EXPECT_TRUE(together.failed_with<std::logic_error>(commits));
  EXPECT_TRUE(together.failed_with<std::logic_error>(undoes));
  EXPECT_EQ(count(), 2);
}

TEST_F(Sqlite, AFullQueueIsUnavailable) {
  reopen({.file = file(), .max_batch = 1, .max_waiting = 2});
  Together together{db()};
  int refused = 0;
  for (std::int64_t id = 0; id < 8; ++id) together.start(&add_note, id, std::to_string(id));
  together.finish();
  for (std::size_t place = 0; place < 8; ++place) refused += together.failed_with<db::Unavailable>(place);
  EXPECT_EQ(refused, 6);
  EXPECT_EQ(count(), 2);
}

TEST_F(Sqlite, ClosingFinishesWhatIsQueued) {
  boost::asio::io_context context{1};
  auto writer = std::make_unique<BusyWriter>(db());
  int ended = 0;
  for (std::int64_t id = 0; id < 5; ++id) {
    boost::asio::co_spawn(context.get_executor(), db().transact(&add_note, id, std::to_string(id)),
                          [&](std::exception_ptr failure, std::int64_t) { ended += !failure; });
  }
  context.poll();
  writer->let_go();
  close();
  writer.reset();
  EXPECT_EQ(Outsider{file()}.number("SELECT count(*) FROM notes"), 5);
  context.restart();
  context.run();
  EXPECT_EQ(ended, 5);
}

}  // namespace
}  // namespace foyer::test
