#include "platform/db/postgres_conn.h"

#include <fmt/format.h>
#include <poll.h>

#include <stdexcept>
#include <utility>

#include "platform/db/postgres.h"
#include "platform/db/postgres_error.h"
#include "platform/db/postgres_script.h"
#include "platform/db/postgres_values.h"
#include "platform/db/statistics.h"

namespace foyer::db {
namespace {

using namespace std::chrono_literals;

constexpr auto as_long_as_it_takes = 24h;

constexpr const char* begin_text = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
constexpr const char* relax_text = "SET LOCAL synchronous_commit = off";
constexpr const char* commit_text = "COMMIT";
constexpr const char* rollback_text = "ROLLBACK";
constexpr const char* ping_text = "SELECT 1";

struct Clear {
  void operator()(PGresult* result) const noexcept { libpq().clear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;

}  // namespace

PostgresConn::PostgresConn(PostgresSession session, std::chrono::milliseconds timeout)
    : session_{std::move(session)}, timeout_{timeout} {}

void PostgresConn::attach(Executor executor) { socket_.emplace(executor, libpq().socket(session_.get())); }

void PostgresConn::detach() noexcept {
  socket_.reset();
  last_used_ = SteadyClock::now();
}

void PostgresConn::begin(bool relaxed) noexcept {
  transaction_ = Transaction::announced;
  relaxed_ = relaxed;
  commits_with_next_ = false;
  unhurried_ = false;
  failed_ = nullptr;
}

Task<void> PostgresConn::commit() {
  if (failed_) {
    co_await rollback();
    std::rethrow_exception(failed_);
  }
  if (transaction_ == Transaction::open) co_await say(commit_text);
  transaction_ = Transaction::none;
}

Task<void> PostgresConn::rollback() {
  if (transaction_ == Transaction::open && !broken_) co_await say(rollback_text);
  transaction_ = Transaction::none;
}

bool PostgresConn::is_idle_and_sound() const noexcept {
  return !broken_ && !waiting_ && transaction_ == Transaction::none &&
         libpq().transaction_status(session_.get()) == PQTRANS_IDLE;
}

bool PostgresConn::is_still_open() const noexcept {
  // A server says nothing to a connection that asks nothing, except goodbye.
  pollfd one{.fd = libpq().socket(session_.get()), .events = POLLIN, .revents = 0};
  return one.fd >= 0 && ::poll(&one, 1, 0) == 0;
}

Task<void> PostgresConn::ping() { co_await ask(ping_text, Rows::free, {}); }

Task<Answer> PostgresConn::execute(Sql sql, std::span<const Value> values) {
  statistics().statements.fetch_add(1, std::memory_order_relaxed);
  return ask(sql.for_postgres(), Rows::free, values);
}

Task<Answer> PostgresConn::execute_locking(Sql sql, std::span<const Value> values) {
  statistics().statements.fetch_add(1, std::memory_order_relaxed);
  return ask(sql.for_postgres(), Rows::locked, values);
}

Task<Answer> PostgresConn::ask(std::string_view text, Rows rows, std::span<const Value> values) {
  Round round;
  send_begin(round);
  send(round, text, rows, values);
  round.wanted = round.sent.size() - 1;
  const bool commits = std::exchange(commits_with_next_, false) && transaction_ == Transaction::open;
  if (commits) send(round, commit_text, Rows::free, {});
  co_await finish(round);
  if (commits) transaction_ = Transaction::none;
  co_return std::move(round.answer);
}

Task<void> PostgresConn::say(std::string_view control) {
  Round round;
  send(round, control, Rows::free, {});
  co_await finish(round);
}

Task<void> PostgresConn::run_script(std::string_view statements) {
  // Building an index takes the time it takes, and so does waiting for another instance that does.
  unhurried_ = true;
  for (const char* limit : {"SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"}) {
    if (transaction_ != Transaction::none) co_await ask(limit, Rows::free, {});
  }
  for (const std::string_view statement : split_statements(statements)) {
    if (controls_transaction(statement)) {
      throw std::logic_error{fmt::format("a script may not steer its transaction: {}", statement)};
    }
    Round round;
    const std::string text{statement};
    send_begin(round);
    send_once(round, text);
    co_await finish(round);
  }
}

void PostgresConn::send_begin(Round& round) {
  if (transaction_ != Transaction::announced) return;
  transaction_ = Transaction::open;
  send(round, begin_text, Rows::free, {});
  if (relaxed_) send(round, relax_text, Rows::free, {});
}

void PostgresConn::send(Round& round, std::string_view text, Rows rows, std::span<const Value> values) {
  const Libpq& pq = libpq();
  const Key key{text.data(), rows};
  const PostgresParameters parameters{values};
  auto known = names_.find(key);
  std::string name = known == names_.end() ? fmt::format("s{}", ++prepared_) : std::string{};
  if (known == names_.end()) {
    const bool ours = text.data() == begin_text || text.data() == commit_text || text.data() == rollback_text;
    if (!ours && controls_transaction(text)) {
      throw std::logic_error{fmt::format("a body may not steer its transaction: {}", text)};
    }
    const std::string words = fmt::format("{}{}", text, rows == Rows::locked ? " FOR NO KEY UPDATE" : "");
    expect_sent(pq.send_prepare(session_.get(), name.c_str(), words.c_str(), 0, nullptr));
    round.sent.push_back({text, key});
    known = names_.emplace(key, std::move(name)).first;
  }
  expect_sent(pq.send_prepared(session_.get(), known->second.c_str(), parameters.count(), parameters.starts(),
                               parameters.lengths(), parameters.formats(), 1));
  round.sent.push_back({text});
}

void PostgresConn::send_once(Round& round, const std::string& text) {
  expect_sent(libpq().send_once(session_.get(), text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
  round.sent.push_back({text});
}

void PostgresConn::expect_sent(int accepted) {
  waiting_ = true;
  if (accepted != 1) lose(libpq().error_message(session_.get()));
}

Task<void> PostgresConn::finish(Round& round) {
  const Libpq& pq = libpq();
  const auto limit = unhurried_ ? SteadyClock::duration{as_long_as_it_takes} : timeout_ + way_there_and_back;
  deadline_ = SteadyClock::now() + limit;
  expect_sent(pq.pipeline_sync(session_.get()));
  co_await flush();
  for (bool synced = false; !synced;) {
    co_await await_answer();
    const ResultPtr result{pq.get_result(session_.get())};
    if (!result) {
      if (pq.status(session_.get()) == CONNECTION_BAD) lose(pq.error_message(session_.get()));
      continue;
    }
    synced = pq.result_status(result.get()) == PGRES_PIPELINE_SYNC;
    if (!synced) take(round, result.get());
  }
  waiting_ = false;
  if (!round.failure) co_return;
  if (transaction_ == Transaction::open && !failed_) failed_ = round.failure;
  std::rethrow_exception(round.failure);
}

Task<void> PostgresConn::flush() {
  const Libpq& pq = libpq();
  for (int left = pq.flush(session_.get()); left != 0; left = pq.flush(session_.get())) {
    if (left < 0) lose(pq.error_message(session_.get()));
    if (!co_await socket_->wait(PostgresSocket::For::writing, deadline_)) lose("no answer in time");
    if (pq.consume_input(session_.get()) != 1) lose(pq.error_message(session_.get()));
  }
}

Task<void> PostgresConn::await_answer() {
  const Libpq& pq = libpq();
  while (pq.is_busy(session_.get()) != 0) {
    // Without memory for the end of a pipeline libpq goes on to wait for what has come, and tells of it in this text
    // alone: untranslated, since nobody calls setlocale, and of this statement, since each begins with an empty one.
    const std::string_view trouble = pq.error_message(session_.get());
    if (trouble.contains("out of memory")) lose(trouble);
    if (!co_await socket_->wait(PostgresSocket::For::reading, deadline_)) lose("no answer in time");
    if (pq.consume_input(session_.get()) != 1) lose(pq.error_message(session_.get()));
  }
}

void PostgresConn::take(Round& round, PGresult* result) {
  if (round.answered >= round.sent.size()) lose("an answer that nobody asked for");
  const bool is_wanted = round.answered == round.wanted;
  const Sent& sent = round.sent[round.answered++];
  switch (libpq().result_status(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
      if (!is_wanted || round.failure) return;
      try {
        round.answer = read_answer(result);
      } catch (...) {
        round.failure = std::current_exception();
      }
      return;
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      if (!round.failure) round.failure = postgres_failure(result, sent.text);
      if (ends_connection(result, sent.text)) broken_ = true;
  }
  if (sent.prepares) names_.erase(*sent.prepares);
}

void PostgresConn::lose(std::string_view why) {
  broken_ = true;
  // libpq has closed the socket already; its number may be another's by now.
  socket_.reset();
  throw ConnectionLost{fmt::format("PostgreSQL: {}", one_line(why))};
}

}  // namespace foyer::db
