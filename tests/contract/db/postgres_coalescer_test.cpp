// Who shares a statement with whom, by a database that answers when it is told to.
#include "platform/db/postgres_coalescer.h"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "platform/db/statistics.h"
#include "tests/contract/db/callers.h"

namespace foyer::test {
namespace {

constexpr db::SharedSql echo{"one", "many"};
constexpr db::SharedSql other{"one", "many others"};

/// The items of a bigint[] as it goes over the wire.
std::vector<std::int64_t> numbers_in(const db::Value& array) {
  const std::string_view bytes = std::get<db::BlobView>(array).bytes;
  constexpr std::size_t head = 20;
  constexpr std::size_t item = 12;
  std::vector<std::int64_t> out;
  for (std::size_t at = head; at < bytes.size(); at += item) out.push_back(static_cast<unsigned char>(bytes[at + 11]));
  return out;
}

/// Gives every caller back the number it asked with, but nothing for 0.
class SlowDatabase {
 public:
  struct Statement {
    std::vector<std::int64_t> numbers;
    boost::asio::steady_timer* gate = nullptr;
    std::exception_ptr failure{};
    bool is_confused = false;
  };

  Task<db::Answer> execute(db::Sql, std::span<const db::Value> values) {
    Statement& mine = statements.emplace_back(Statement{.numbers = numbers_in(values.front())});
    boost::asio::steady_timer gate{co_await boost::asio::this_coro::executor,
                                   boost::asio::steady_timer::time_point::max()};
    mine.gate = &gate;
    if (!answers_at_once) co_await gate.async_wait(boost::asio::as_tuple(use_task));
    if (mine.failure) std::rethrow_exception(mine.failure);
    for (const std::int64_t number : mine.numbers) {
      if (number == refused) throw std::logic_error{"a value does not fit"};
    }
    db::Answer answer;
    for (std::int64_t place = 1; place <= std::ssize(mine.numbers); ++place) {
      const std::int64_t number = mine.numbers[static_cast<std::size_t>(place - 1)];
      if (number != 0) answer.rows.push_back({number, mine.is_confused ? place + 1 : place});
    }
    co_return answer;
  }
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> out;
    for (const Statement& statement : statements) out.push_back(statement.numbers.size());
    return out;
  }

  std::deque<Statement> statements;
  bool answers_at_once = false;
  std::int64_t refused = -1;
};

using Sizes = std::vector<std::size_t>;

class Coalescer : public testing::Test {
 protected:
  using Asking = Callers<std::optional<std::int64_t>>;

  /// The callers' own frames keep what they ask with.
  Task<std::optional<std::int64_t>> ask(std::int64_t number, db::SharedSql sql = echo) {
    const std::array<db::Value, 1> values{number};
    std::vector<db::Row> rows = co_await coalescer_->ask(sql, values);
    if (rows.empty()) co_return std::nullopt;
    EXPECT_EQ(rows.front().size(), 1U) << "the place is not for the caller";
    co_return std::get<std::int64_t>(rows.front().front());
  }
  void answer(std::size_t statement) { database_.statements[statement].gate->cancel(); }
  void fail(std::size_t statement, std::exception_ptr failure) {
    database_.statements[statement].failure = std::move(failure);
    answer(statement);
  }

  static constexpr std::size_t max_waiting = 8;
  SlowDatabase database_;
  std::shared_ptr<db::PostgresCoalescer> coalescer_ = std::make_shared<db::PostgresCoalescer>(
      [this](db::Sql sql, std::span<const db::Value> values) { return database_.execute(sql, values); }, max_waiting);
};

TEST_F(Coalescer, ALoneCallerGoesAtOnce) {
  Asking asking;
  asking.start(ask(7));
  asking.poll();
  EXPECT_EQ(database_.sizes(), Sizes{1});
  answer(0);
  asking.finish();
  EXPECT_EQ(asking.value(0), 7);
  EXPECT_EQ(database_.sizes(), Sizes{1});
}

TEST_F(Coalescer, WhoAsksWhileOneIsUnderWayGoesWithTheNext) {
  Asking asking;
  asking.start(ask(1));
  asking.poll();
  for (const std::int64_t number : {2, 3, 0, 4}) asking.start(ask(number));
  asking.poll();
  EXPECT_EQ(database_.sizes(), Sizes{1});
  answer(0);
  asking.poll();
  EXPECT_EQ(asking.value(0), 1);
  EXPECT_TRUE(asking.is_waiting(1));
  EXPECT_EQ(database_.sizes(), (Sizes{1, 4}));
  answer(1);
  asking.finish();
  EXPECT_EQ(asking.value(1), 2);
  EXPECT_EQ(asking.value(2), 3);
  EXPECT_EQ(asking.value(3), std::nullopt);
  EXPECT_EQ(asking.value(4), 4);
}

TEST_F(Coalescer, WhoAsksInTheSameTurnOfTheLoopGoesTogether) {
  Asking asking;
  for (const std::int64_t number : {1, 2, 3}) asking.start(ask(number));
  asking.poll();
  EXPECT_EQ(database_.sizes(), Sizes{3});
  answer(0);
  asking.finish();
}

TEST_F(Coalescer, AnotherStatementAndAnotherLoopAreNotWaitedFor) {
  Asking asking;
  Asking elsewhere;
  asking.start(ask(1));
  asking.poll();
  asking.start(ask(2, other));
  asking.poll();
  elsewhere.start(ask(3));
  elsewhere.poll();
  EXPECT_EQ(database_.sizes(), (Sizes{1, 1, 1}));
  for (const std::size_t statement : {2U, 1U, 0U}) answer(statement);
  elsewhere.finish();
  asking.finish();
  EXPECT_EQ(elsewhere.value(0), 3);
  EXPECT_EQ(asking.value(1), 2);
}

TEST_F(Coalescer, AFailureIsToldToAllWhoSharedItAndToNoOneElse) {
  Asking asking;
  for (const std::int64_t number : {1, 2}) asking.start(ask(number));
  asking.poll();
  asking.start(ask(3));
  asking.poll();
  fail(0, std::make_exception_ptr(db::Unavailable{"gone"}));
  asking.poll();
  EXPECT_TRUE(asking.failed_with<db::Unavailable>(0));
  EXPECT_TRUE(asking.failed_with<db::Unavailable>(1));
  answer(1);
  asking.finish();
  EXPECT_EQ(asking.value(2), 3);
  EXPECT_EQ(database_.sizes(), (Sizes{2, 1}));
}

TEST_F(Coalescer, AValueThatIsRefusedIsItsCallersAlone) {
  database_.answers_at_once = true;
  database_.refused = 2;
  Asking asking;
  for (const std::int64_t number : {1, 2, 3}) asking.start(ask(number));
  asking.finish();
  EXPECT_EQ(asking.value(0), 1);
  EXPECT_TRUE(asking.failed_with<std::logic_error>(1));
  EXPECT_EQ(asking.value(2), 3);
  EXPECT_EQ(database_.sizes(), (Sizes{3, 1, 1, 1}));
}

TEST_F(Coalescer, AnAnswerThatFitsNobodyIsToldToAllAndNotAskedForAgain) {
  Asking asking;
  for (const std::int64_t number : {1, 2}) asking.start(ask(number));
  asking.poll();
  database_.statements[0].is_confused = true;
  database_.answers_at_once = true;
  answer(0);
  asking.finish();
  EXPECT_TRUE(asking.failed_with<db::BadRow>(0));
  EXPECT_TRUE(asking.failed_with<db::BadRow>(1));
  EXPECT_EQ(database_.sizes(), Sizes{2});
}

TEST_F(Coalescer, TooManyWhoWaitAreRefusedAtOnce) {
  Asking asking;
  asking.start(ask(1));
  asking.poll();
  for (std::size_t i = 0; i <= max_waiting; ++i) asking.start(ask(2));
  asking.poll();
  EXPECT_TRUE(asking.failed_with<db::Unavailable>(asking.size() - 1));
  EXPECT_TRUE(asking.is_waiting(asking.size() - 2));
  EXPECT_EQ(db::statistics().waiting, static_cast<std::int64_t>(max_waiting));
  database_.answers_at_once = true;
  answer(0);
  asking.finish();
  EXPECT_EQ(asking.value(asking.size() - 2), 2);
  EXPECT_EQ(db::statistics().waiting, 0);
}

TEST_F(Coalescer, ManyWhoWaitAreServedInBatchesOfBoundedSize) {
  database_.answers_at_once = true;
  coalescer_ = std::make_shared<db::PostgresCoalescer>(
      [this](db::Sql sql, std::span<const db::Value> values) { return database_.execute(sql, values); }, 10'000);
  Asking asking;
  constexpr std::size_t callers = 600;
  for (std::size_t i = 0; i < callers; ++i) asking.start(ask(5));
  asking.finish();
  for (std::size_t i = 0; i < callers; ++i) EXPECT_EQ(asking.value(i), 5);
  EXPECT_EQ(database_.sizes(), (Sizes{256, 256, 88}));
}

TEST_F(Coalescer, ALoopThatDiesTakesItsCallersAlongAndNobodyElse) {
  Asking asking;
  Asking elsewhere;
  for (auto* loop : {&asking, &elsewhere}) {
    loop->start(ask(1));
    loop->poll();
    loop->start(ask(2));
    loop->poll();
  }
  asking.destroy_loop();
  EXPECT_EQ(db::statistics().waiting, 1);
  database_.answers_at_once = true;
  answer(1);
  elsewhere.finish();
  EXPECT_EQ(elsewhere.value(1), 2);
  EXPECT_TRUE(asking.is_waiting(0));
  EXPECT_TRUE(asking.is_waiting(1));
}

TEST_F(Coalescer, WhoStillWaitsWhenItsOwnerGoesIsServed) {
  Asking asking;
  asking.start(ask(1));
  asking.poll();
  asking.start(ask(2));
  asking.poll();
  coalescer_.reset();
  database_.answers_at_once = true;
  answer(0);
  asking.finish();
  EXPECT_EQ(asking.value(1), 2);
}

}  // namespace
}  // namespace foyer::test
