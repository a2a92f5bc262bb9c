// What only a server can do to us: go away, run transactions into each other, keep us waiting.
#include "platform/db/postgres.h"

#include <signal.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <latch>
#include <thread>

#include "platform/db/errors.h"
#include "platform/db/statistics.h"
#include "tests/contract/db/contract.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Postgres : public testing::Test {
 protected:
  Postgres() { run(db().transact(&make_notes, db::Dialect::postgres)); }

  db::Database& db() const { return *db_; }
  const PostgresDatabase& place() const { return place_; }
  void reopen(db::PostgresOptions options) {
    db_.reset();
    options.url = Secret{place_.url()};
    db_ = db::open_postgres(std::move(options));
  }
  std::int64_t count() const { return run(db().read(&count_notes)); }

 private:
  PostgresDatabase place_;
  std::unique_ptr<db::Database> db_ = db::open_postgres({.url = Secret{place_.url()}});
};

Task<std::string> setting(db::Tx& tx, std::string name) {
  const auto value = co_await tx->first<std::string>("SELECT current_setting($1)", name);
  co_return value.value();
}

struct Asked {
  db::Database& db;
  Task<std::string> note(std::string name) { co_return co_await db.note(*this, &Asked::tell, std::move(name)); }
  Task<std::string> tell(db::Tx& tx, std::string name) { co_return co_await setting(tx, std::move(name)); }
};

TEST_F(Postgres, ACommitReachesTheDiskUnlessItIsANote) {
  Asked asked{db()};
  EXPECT_EQ(run(db().transact(&setting, std::string{"synchronous_commit"})), "on");
  EXPECT_EQ(run(asked.note("synchronous_commit")), "off");
  EXPECT_EQ(run(db().transact(&setting, std::string{"synchronous_commit"})), "on");
  EXPECT_EQ(run(db().transact(&setting, std::string{"transaction_isolation"})), "read committed");
}

TEST_F(Postgres, K1AServerThatIsNamedElsewhereAndSpeaksNoTlsIsRefused) {
  std::string elsewhere = place().url();
  elsewhere.replace(elsewhere.find("127.0.0.1"), std::string_view{"127.0.0.1"}.size(), "db.example");
  elsewhere += elsewhere.contains('?') ? "&hostaddr=127.0.0.1" : "?hostaddr=127.0.0.1";
  try {
    db::open_postgres({.url = Secret{elsewhere}});
    FAIL();
  } catch (const db::Unavailable& refused) {
    EXPECT_TRUE(std::string_view{refused.what()}.contains("verify-full")) << refused.what();
  }
  EXPECT_NO_THROW(db::open_postgres({.url = Secret{elsewhere + "&sslmode=disable"}}));
}

TEST_F(Postgres, ADatabaseWhoseOwnerRelaxedItsCommitsIsStillDurableForUs) {
  place().run("ALTER DATABASE " + place().name() + " SET synchronous_commit = off");
  reopen({});
  EXPECT_EQ(run(db().transact(&setting, std::string{"synchronous_commit"})), "on");
}

struct Collision {
  std::latch both_hold_one{2};
  std::atomic<int> tries = 0;
  std::atomic<int> hooks = 0;
};

Task<bool> lock_crosswise(db::Tx& tx, Collision* at, std::int64_t first, std::int64_t second) {
  const bool first_try = ++at->tries <= 2;
  tx.after_commit([at] { ++at->hooks; });
  co_await tx->run("UPDATE notes SET number = number + 1 WHERE id = $1", first);
  if (first_try) at->both_hold_one.arrive_and_wait();
  co_await tx->run("UPDATE notes SET number = number + 1 WHERE id = $1", second);
  co_return true;
}

Task<std::int64_t> add_numbered(db::Tx& tx, std::int64_t id) {
  co_return co_await tx->run("INSERT INTO notes (id, number) VALUES ($1, 0)", id);
}

Task<std::int64_t> sum_of_numbers(db::Conn& conn) {
  const auto sum = co_await conn.first<std::int64_t>("SELECT CAST(sum(number) AS BIGINT) FROM notes");
  co_return sum.value();
}

TEST_F(Postgres, OfTwoThatLockEachOtherOutOneRunsAgain) {
  for (const std::int64_t id : {1, 2}) run(db().transact(&add_numbered, id));
  Collision at;
  {
    const std::jthread one{[&] { run(db().transact(&lock_crosswise, &at, std::int64_t{1}, std::int64_t{2})); }};
    const std::jthread other{[&] { run(db().transact(&lock_crosswise, &at, std::int64_t{2}, std::int64_t{1})); }};
  }
  EXPECT_EQ(run(db().read(&sum_of_numbers)), 4);
  EXPECT_EQ(at.tries, 3);
  EXPECT_EQ(at.hooks, 2);
}

struct OneUse {
  Collision* at;
  explicit OneUse(Collision* collision) : at{collision} {}
  OneUse(OneUse&&) = default;
  OneUse& operator=(OneUse&&) = default;
  OneUse(const OneUse&) = delete;
  OneUse& operator=(const OneUse&) = delete;
  ~OneUse() = default;
};

Task<bool> lock_crosswise_once(db::Tx& tx, OneUse use, std::int64_t first, std::int64_t second) {
  co_return co_await lock_crosswise(tx, use.at, first, second);
}

TEST_F(Postgres, WhatCannotBeCopiedIsNotRunTwice) {
  for (const std::int64_t id : {1, 2}) run(db().transact(&add_numbered, id));
  Collision at;
  std::atomic<int> lost = 0;
  const auto race = [&](std::int64_t first, std::int64_t second) {
    try {
      run(db().transact(&lock_crosswise_once, OneUse{&at}, first, second));
    } catch (const db::Unavailable&) {
      ++lost;
    }
  };
  {
    const std::jthread one{race, 1, 2};
    const std::jthread other{race, 2, 1};
  }
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(at.tries, 2);
  EXPECT_EQ(run(db().read(&sum_of_numbers)), 2);
}

Task<bool> add_unless_there(db::Tx& tx, std::string words, std::atomic<int>* tries, std::latch* both_looked) {
  const bool first_try = ++*tries <= 2;
  const auto found = co_await tx->first<std::int64_t>("SELECT id FROM notes WHERE words = $1", words);
  if (first_try) both_looked->arrive_and_wait();
  if (found) co_return false;
  co_await tx->run("INSERT INTO notes (id, words) SELECT coalesce(max(id), 0) + 1, $1 FROM notes", words);
  co_return true;
}

TEST_F(Postgres, ARowThatCameBetweenLookAndWriteIsLookedForAgain) {
  std::atomic<int> tries = 0;
  std::atomic<int> added = 0;
  std::latch both_looked{2};
  {
    const auto race = [&] { added += run(db().transact(&add_unless_there, std::string{"x"}, &tries, &both_looked)); };
    const std::jthread one{race};
    const std::jthread other{race};
  }
  EXPECT_EQ(added, 1);
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(count(), 1);
}

Task<bool> lock_then_add(db::Tx& tx, std::latch* locked, std::atomic<bool>* done) {
  co_await tx.lock("SELECT id FROM notes WHERE id = $1", std::int64_t{1});
  if (!done->exchange(true)) locked->count_down();
  const auto seen = co_await tx->first<std::int64_t>("SELECT number FROM notes WHERE id = 1");
  co_await tx->run("UPDATE notes SET number = $1 WHERE id = 1", seen.value() + 1);
  co_return true;
}

TEST_F(Postgres, WhoeverLocksFirstLosesNoUpdate) {
  run(db().transact(&add_numbered, std::int64_t{1}));
  constexpr int racers = 8;
  std::latch locked{1};
  std::atomic<bool> done = false;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < racers; ++i) {
      threads.emplace_back([&] { run(db().transact(&lock_then_add, &locked, &done)); });
    }
  }
  EXPECT_EQ(run(db().read(&sum_of_numbers)), racers);
}

Task<bool> swallow_a_failure(db::Tx& tx) {
  co_await add_note(tx, 1, "kept?");
  try {
    co_await add_note(tx, 1, "again");
  } catch (const db::ConstraintViolation&) {
  }
  co_return true;
}

TEST_F(Postgres, ABodyThatGoesOnAfterAFailedStatementIsNotTakenForStored) {
  EXPECT_THROW(run(db().transact(&swallow_a_failure)), db::ConstraintViolation);
  EXPECT_EQ(count(), 0);
}

Task<std::int64_t> end_the_transaction(db::Tx& tx) {
  co_await add_note(tx, 1, "x");
  co_return co_await tx->run("/* a comment */ commit");
}

TEST_F(Postgres, ABodyCannotEndItsOwnTransaction) {
  EXPECT_THROW(run(db().transact(&end_the_transaction)), std::logic_error);
  EXPECT_EQ(count(), 0);
}

Task<bool> add_raw(db::Tx& tx, std::string words) { co_return co_await add_note(tx, 1, std::move(words)) == 1; }

TEST_F(Postgres, TextThatIsNoneIsRefusedWithoutBeingQuoted) {
  for (const std::string& words : {std::string{"secret\0nul", 10}, std::string{"secret\xff"}}) {
    try {
      run(db().transact(&add_raw, words));
      ADD_FAILURE() << "was stored";
    } catch (const std::logic_error& failure) {
      EXPECT_FALSE(std::string_view{failure.what()}.contains("secret")) << failure.what();
    }
  }
  EXPECT_EQ(count(), 0);
}

Task<bool> sleep_in_database(db::Conn& conn) {
  co_await conn.run("SELECT pg_sleep(30)");
  co_return true;
}

Task<bool> hold(db::Tx& tx, std::latch* inside, std::latch* leave) {
  co_await tx->run("SELECT 1");
  inside->count_down();
  leave->wait();
  co_return true;
}

TEST_F(Postgres, ASlowStatementIsEndedAndItsConnectionUsedAgain) {
  reopen({.url = {}, .pool = 1, .timeout = 50ms});
  EXPECT_THROW(run(db().read(&sleep_in_database)), db::Unavailable);
  EXPECT_EQ(count(), 0);
}

TEST_F(Postgres, WhoFindsNoConnectionIsRefusedAfterAWhileAndWhoWaitsIsServed) {
  reopen({.url = {}, .pool = 1, .patience = 20ms});
  std::latch inside{1};
  std::latch leave{1};
  std::jthread holder{[&] { run(db().transact(&hold, &inside, &leave)); }};
  inside.wait();
  EXPECT_THROW(static_cast<void>(count()), db::Unavailable);
  leave.count_down();
  holder.join();
  EXPECT_EQ(count(), 0);
}

Task<void> count_into(db::Database& db, std::atomic<int>& served) {
  co_await db.read(&count_notes);
  ++served;
}

TEST_F(Postgres, OneConnectionServesManyCallersOfManyLoops) {
  reopen({.url = {}, .pool = 1, .patience = 60s});
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        boost::asio::io_context context{1};
        for (int c = 0; c < 16; ++c) {
          boost::asio::co_spawn(context, count_into(db(), served), [](std::exception_ptr f) { EXPECT_FALSE(f); });
        }
        context.run();
      });
    }
  }
  EXPECT_EQ(served, 64);
}

TEST_F(Postgres, TooManyWhoWaitAreRefusedAtOnce) {
  reopen({.url = {}, .pool = 1, .patience = 60s, .max_waiting = 2});
  std::latch inside{1};
  std::latch leave{1};
  std::jthread holder{[&] { run(db().transact(&hold, &inside, &leave)); }};
  inside.wait();
  std::atomic<int> served = 0;
  int refused = 0;
  boost::asio::io_context context{1};
  for (int c = 0; c < 3; ++c) {
    boost::asio::co_spawn(context, count_into(db(), served), [&](std::exception_ptr f) { refused += f != nullptr; });
  }
  context.poll();
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(db::statistics().waiting, 2);
  EXPECT_EQ(db::statistics().busy, 1);
  leave.count_down();
  context.run();
  EXPECT_EQ(served, 2);
  holder.join();
  EXPECT_EQ(db::statistics().waiting, 0);
  EXPECT_EQ(db::statistics().busy, 0);
  EXPECT_EQ(db::statistics().idle, 1);
}

TEST_F(Postgres, ALoopThatDiesInTheMiddleTakesItsConnectionWithItAndNoMore) {
  reopen({.url = {}, .pool = 2});
  for (const bool in_line : {false, true}) {
    boost::asio::io_context context{1};
    for (int c = 0; c < (in_line ? 4 : 2); ++c) {
      boost::asio::co_spawn(context, db().read(&sleep_in_database), [](std::exception_ptr, bool) {});
    }
    context.run_for(30ms);
  }
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(count(), 0);
}

TEST_F(Postgres, ALoopThatOutlivesTheDatabaseMayDieLater) {
  boost::asio::io_context context{1};
  boost::asio::co_spawn(context, db().read(&sleep_in_database), [](std::exception_ptr, bool) {});
  context.run_for(30ms);
  reopen({});
  EXPECT_EQ(count(), 0);
}

Task<std::int64_t> backend(db::Tx& tx) {
  const auto pid = co_await tx->first<std::int64_t>("SELECT pg_backend_pid()");
  co_return pid.value();
}

TEST_F(Postgres, AServerThatFallsSilentIsNotWaitedForForEver) {
  reopen({.url = {}, .pool = 1, .timeout = 100ms});
  const auto pid = static_cast<pid_t>(run(db().transact(&backend)));
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  EXPECT_THROW(static_cast<void>(count()), db::Unavailable);
  ::kill(pid, SIGCONT);
  EXPECT_EQ(count(), 0);
  EXPECT_NE(run(db().transact(&backend)), pid);
}

TEST_F(Postgres, AConnectionThatTheServerEndedIsNoticedBeforeItIsUsed) {
  const auto before = run(db().transact(&backend));
  place().run(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'foyer'"
      " AND datname = current_database()");
  EXPECT_NE(run(db().transact(&backend)), before);
}

}  // namespace
}  // namespace foyer::test
