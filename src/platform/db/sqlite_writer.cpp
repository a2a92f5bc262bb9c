#include "platform/db/sqlite_writer.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/db/errors.h"
#include "platform/db/statistics.h"
#include "platform/observe/log.h"

namespace foyer::db {
namespace {

std::unique_ptr<boost::asio::io_context> make_bodies_context() { return std::make_unique<boost::asio::io_context>(1); }

/// A body that waited for something foreign is frozen for good: what it refers to dies when its caller is told, so it
/// must never go on. Its context is kept, unpolled, because the foreign operation still holds its executor.
void freeze(std::unique_ptr<boost::asio::io_context> bodies) {
  static std::mutex mutex;
  static auto& frozen = *new std::vector<std::unique_ptr<boost::asio::io_context>>;
  const std::lock_guard lock{mutex};
  frozen.push_back(std::move(bodies));
}

struct BodyEnd {
  bool reached = false;
  bool keep = false;
  std::exception_ptr failure = nullptr;
};

/// The failure that made SQLite roll back, if the body passed it on.
[[noreturn]] void tell_why_given_up(const std::exception_ptr& outcome) {
  try {
    if (outcome) std::rethrow_exception(outcome);
  } catch (const Unavailable&) {
    throw;
  } catch (...) {
  }
  throw Unavailable{"SQLite gave the transaction up"};
}

Task<void> run_to_end(const SqliteWriter::Body& body, Tx& tx, BodyEnd& end) {
  try {
    end.keep = co_await body(tx);
  } catch (...) {
    end.failure = std::current_exception();
  }
  end.reached = true;
}

}  // namespace

SqliteWriter::SqliteWriter(const SqliteOptions& options)
    : max_batch_{std::max<std::size_t>(options.max_batch, 1)},
      max_waiting_{options.max_waiting},
      conn_{options.file, options.busy_timeout, SqliteConn::Role::writer},
      sync_within_{options.sync_within},
      bodies_{make_bodies_context()},
      thread_{[this] { work(); }} {}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Task<void> SqliteWriter::transact(const Body& body, Survives survives) {
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [this, home, &body, survives](auto handler) {
    enqueue(Waiting{.body = &body,
                    .survives = survives,
                    .home = boost::asio::require(home, boost::asio::execution::outstanding_work.tracked),
                    .resume = std::move(handler)});
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(std::exception_ptr)>(
      std::move(start), use_task);
}

void SqliteWriter::enqueue(Waiting waiting) {
  std::unique_lock lock{mutex_};
  if (queue_.size() < max_waiting_) {
    queue_.push_back(std::move(waiting));
    statistics().waiting.fetch_add(1, std::memory_order_relaxed);
    lock.unlock();
    wake_.notify_one();
    return;
  }
  lock.unlock();
  waiting.outcome = std::make_exception_ptr(Unavailable{"too many transactions are waiting"});
  std::vector<Waiting> refused;
  refused.push_back(std::move(waiting));
  hand_back(std::move(refused));
}

std::vector<SqliteWriter::Waiting> SqliteWriter::take_batch() {
  std::unique_lock lock{mutex_};
  const auto ready = [this] { return stopping_ || !queue_.empty(); };
  if (unsynced_since_ && !wake_.wait_until(lock, *unsynced_since_ + sync_within_, ready)) {
    lock.unlock();
    sync_late();
    lock.lock();
  }
  wake_.wait(lock, ready);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), max_batch_));
  std::vector<Waiting> batch{std::move_iterator{queue_.begin()}, std::move_iterator{end}};
  queue_.erase(queue_.begin(), end);
  statistics().waiting.fetch_sub(std::ssize(batch), std::memory_order_relaxed);
  return batch;
}

void SqliteWriter::work() {
  name_this_thread("foyer-writer");
  never_give_up_on_memory();
  for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
    std::span<Waiting> rest{batch};
    while (!rest.empty()) rest = rest.subspan(commit_together(rest));
    hand_back(std::move(batch));
    if (unsynced_since_ && Clock::now() - *unsynced_since_ >= sync_within_) sync_late();
  }
}

/// Returns how many of `batch`, from its start, have their outcome. It is less than all only if SQLite gave the
/// transaction up midway; those behind that point have not run yet and are tried in a new transaction.
std::size_t SqliteWriter::commit_together(std::span<Waiting> batch) {
  std::size_t lost_if_failed = batch.size();
  try {
    sync_as_needed(batch);
    conn_.control("BEGIN IMMEDIATE");
    if (batch.size() == 1) {
      const bool keep = run_body(batch.front());
      if (!conn_.in_transaction()) tell_why_given_up(batch.front().outcome);
      conn_.control(keep ? "COMMIT" : "ROLLBACK");
      ++commits_;
      batch.front().hooks.run();
      return 1;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      lost_if_failed = i + 1;
      run_in_savepoint(batch[i]);
    }
    conn_.control("COMMIT");
  } catch (const std::exception& failure) {
    // Verdicts that bodies reached on the strength of work now undone do not hold either, so all get the same answer.
    const auto answer = std::make_exception_ptr(Unavailable{failure.what()});
    for (Waiting& lost : batch.first(lost_if_failed)) lost.outcome = answer;
    undo();
    return lost_if_failed;
  }
  ++commits_;
  for (Waiting& kept : batch) kept.hooks.run();
  return batch.size();
}

/// One commit that must reach the disk takes its whole batch along.
void SqliteWriter::sync_as_needed(std::span<const Waiting> batch) {
  const bool wanted =
      std::ranges::any_of(batch, [](const Waiting& one) { return one.survives == Survives::power_cut; });
  if (!wanted && !unsynced_since_) unsynced_since_ = Clock::now();
  if (wanted == syncs_) return;
  conn_.set(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  syncs_ = wanted;
}

/// What a power cut may take is bounded in time. A later commit that syncs would carry it along, but one that changed
/// nothing does not sync, so none is counted on.
void SqliteWriter::sync_late() {
  unsynced_since_.reset();
  if (!conn_.sync_log()) log::error("the disk did not take what was written", {});
}

void SqliteWriter::run_in_savepoint(Waiting& waiting) {
  conn_.control("SAVEPOINT body");
  const bool keep = run_body(waiting);
  if (!conn_.in_transaction()) tell_why_given_up(waiting.outcome);
  if (!keep) conn_.control("ROLLBACK TO body");
  conn_.control("RELEASE body");
}

/// True if the work is to be kept; a failure is left in `waiting`.
bool SqliteWriter::run_body(Waiting& waiting) {
  BodyEnd end;
  Tx tx{conn_, waiting.hooks};
  try {
    bodies_->restart();
    boost::asio::co_spawn(bodies_->get_executor(), run_to_end(*waiting.body, tx, end), boost::asio::detached);
    // Statements never suspend, so a body that awaits nothing else ends within this one step; a quick timer or thread
    // gets no chance to look like one.
    bodies_->poll_one();
    if (end.reached) bodies_->poll();
  } catch (...) {
    end.failure = std::current_exception();
  }
  if (!end.reached) {
    freeze(std::exchange(bodies_, make_bodies_context()));
    if (!end.failure) {
      end.failure = std::make_exception_ptr(
          std::logic_error{"a transaction body awaited something other than its own statements; it was rolled back"});
    }
  } else if (end.keep && !end.failure && conn_.owes_rows()) {
    end.failure =
        std::make_exception_ptr(ConstraintViolation{"FOREIGN KEY constraint failed at the end of a transaction"});
  }
  waiting.outcome = end.failure;
  const bool keep = end.keep && !end.failure;
  if (!keep) waiting.hooks.forget();
  return keep;
}

void SqliteWriter::undo() noexcept {
  if (!conn_.in_transaction()) return;
  try {
    conn_.control("ROLLBACK");
  } catch (const std::exception&) {
    // SQLite has nothing left to roll back, or BEGIN will say what is wrong with the file.
  }
}

void SqliteWriter::hand_back(std::vector<Waiting> batch) {
  while (!batch.empty()) {
    const auto* home = &batch.front().home.context();
    const auto others = std::partition(batch.begin(), batch.end(),
                                       [home](const Waiting& waiting) { return &waiting.home.context() == home; });
    const WorkingExecutor executor = batch.front().home;
    std::vector<Waiting> together{std::move_iterator{batch.begin()}, std::move_iterator{others}};
    batch.erase(batch.begin(), others);
    // One post for all of them: waking a thread costs more than resuming a coroutine.
    boost::asio::post(executor, [together = std::move(together)]() mutable {
      for (Waiting& waiting : together) waiting.resume(waiting.outcome);
    });
  }
}

}  // namespace foyer::db
