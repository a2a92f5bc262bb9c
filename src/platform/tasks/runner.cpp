#include "platform/tasks/runner.h"

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "core/text.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/tasks/finished.h"

namespace foyer::tasks {
namespace {

using jobs_store::Attempt;

/// News that nobody acted on by then are told again.
constexpr std::chrono::seconds announcement_lasts{20};

Task<Done> enqueue_all(db::Tx& tx, std::vector<NewJob> jobs, Time now) {
  for (const NewJob& job : jobs) co_await jobs_store::insert(tx, job, now);
  co_return Done{};
}

struct Due {
  std::vector<jobs_store::ClaimedRow> buried;
  std::vector<jobs_store::ClaimedRow> claimed;
};

Task<Due> claim_due(db::Tx& tx, Time now, std::chrono::seconds overdue, Time leased_until, std::int64_t limit) {
  Due due;
  due.buried = co_await jobs_store::bury_expired(tx, max_attempts, now);
  co_await jobs_store::release_expired(tx, now);
  due.claimed = co_await jobs_store::claim(tx, now - overdue, leased_until, limit);
  co_return due;
}

Task<std::vector<JobId>> renew_all(db::Tx& tx, std::vector<Attempt> attempts, Time leased_until) {
  std::vector<JobId> lost;
  for (const Attempt& attempt : attempts) {
    if (!co_await jobs_store::renew(tx, attempt, leased_until)) lost.push_back(attempt.id);
  }
  co_return lost;
}

Task<bool> write_down(db::Tx& tx, Attempt attempt, Verdict verdict, std::string why, Time now) {
  switch (verdict.next) {
    case Verdict::Next::queued:
      co_return co_await jobs_store::put_back(tx, attempt, verdict.run_at, why);
    case Verdict::Next::dead:
      co_return co_await jobs_store::bury(tx, attempt, why, now);
    case Verdict::Next::done:
      break;
  }
  co_return co_await jobs_store::finish(tx, attempt, now);
}

/// Short enough for a table on a terminal, and text whatever the handler made of it.
std::string tidy(std::string why) {
  constexpr std::size_t longest = 200;
  if (!is_utf8(why) || has_controls(why)) return "(unreadable)";
  std::size_t end = std::min(longest, why.size());
  while (end < why.size() && (static_cast<unsigned char>(why[end]) & 0xC0U) == 0x80U) --end;
  why.resize(end);
  return why;
}

Job job_of(jobs_store::ClaimedRow row) {
  return {row.id, std::move(row.name), std::move(row.arguments), static_cast<int>(row.attempts), std::move(row.trace)};
}

void tell_end(const Job& job, Verdict::Next next, const std::string& why) {
  count_finished(job.name, next);
  const auto trace_id = job.trace ? trace::id_of(*job.trace) : std::string_view{};
  const log::Field id{"job", job.id.value};
  const log::Field name{"name", job.name};
  const log::Field attempt{"attempt", job.attempts};
  switch (next) {
    case Verdict::Next::done:
      return log::info("job done", {id, name, attempt, {"trace", trace_id}});
    case Verdict::Next::queued:
      return log::warning("job failed and will be tried again", {id, name, attempt, {"why", why}, {"trace", trace_id}});
    case Verdict::Next::dead:
      return log::error("job given up", {id, name, attempt, {"why", why}, {"trace", trace_id}});
  }
}

}  // namespace

Task<void> Runner::enqueue_periodic() {
  const Time now = clock_.now();
  std::vector<NewJob> jobs;
  for (const Periodic& periodic : periodics_) {
    const Time slot = slot_of(now, periodic.interval);
    if (slot == periodic.enqueued) continue;
    jobs.push_back(
        {.name = periodic.name, .arguments = "{}", .run_at = now, .unique_key = slot_key(periodic.name, slot)});
  }
  if (jobs.empty()) co_return;
  co_await db_.transact(&enqueue_all, jobs, now);
  for (Periodic& periodic : periodics_) periodic.enqueued = slot_of(now, periodic.interval);
}

Task<std::vector<Job>> Runner::claim(std::size_t limit, std::chrono::seconds overdue) {
  const Time now = clock_.now();
  // A look at committed data costs nothing; an idle worker must not write once a second.
  const auto first = co_await db_.read(&jobs_store::first_due, now - overdue, now);
  std::vector<Job> jobs;
  if (!first) co_return jobs;
  Due due = co_await db_.transact(&claim_due, now, overdue, now + options_.lease, static_cast<std::int64_t>(limit));
  for (auto& row : due.buried) tell_end(job_of(std::move(row)), Verdict::Next::dead, "worker vanished");
  std::ranges::sort(due.claimed, {}, &jobs_store::ClaimedRow::id);
  for (auto& row : due.claimed) jobs.push_back(hold(std::move(row)));
  co_return jobs;
}

Task<std::optional<Job>> Runner::claim_one(DueJob job) {
  const Time now = clock_.now();
  auto row = co_await db_.transact(&jobs_store::claim_one, std::move(job), now, now + options_.lease);
  if (!row) co_return std::nullopt;
  co_return hold(std::move(*row));
}

Job Runner::hold(jobs_store::ClaimedRow row) {
  in_flight_[row.id] = row.attempts;
  return job_of(std::move(row));
}

Task<std::vector<DueJob>> Runner::announce(std::size_t limit) {
  const Time now = clock_.now();
  const auto due = co_await db_.read(&jobs_store::first_unannounced, now);
  if (!due) co_return std::vector<DueJob>{};
  co_return co_await db_.transact(&jobs_store::announce, now, now + announcement_lasts,
                                  static_cast<std::int64_t>(limit));
}

Task<JobOutcome> Runner::run_unrecorded(std::string name) {
  JobOutcome outcome = co_await try_handler(Job{.name = name, .arguments = "{}"});
  const bool done = outcome.kind == JobOutcome::Kind::done;
  count_finished(name, done ? Verdict::Next::done : Verdict::Next::queued);
  if (done) log::info("periodic work done", {{"name", name}});
  if (!done) log::warning("periodic work failed", {{"name", name}, {"why", tidy(outcome.why)}});
  co_return outcome;
}

Task<Ending> Runner::run(Job job) {
  const JobOutcome outcome = co_await try_handler(job);
  // Before it is settled, so that a renewal never asks for a job that has ended and calls it lost.
  const auto held = in_flight_.find(job.id);
  if (held != in_flight_.end() && held->second == job.attempts) in_flight_.erase(held);
  const Verdict verdict = co_await settle(job, outcome);
  co_return Ending{verdict, tidy(outcome.why)};
}

Task<JobOutcome> Runner::try_handler(Job job) {
  const auto handler = handlers_.find(job.name);
  if (handler == handlers_.end()) co_return JobOutcome{JobOutcome::Kind::retry, "nothing here runs jobs of this name"};
  std::exception_ptr failure;
  try {
    co_return co_await handler->second(std::move(job));
  } catch (...) {
    failure = std::current_exception();
  }
  co_return JobOutcome{JobOutcome::Kind::retry, class_of(failure)};
}

Task<Verdict> Runner::settle(Job job, JobOutcome outcome) {
  const Verdict verdict = judge(outcome.kind, job.attempts, clock_.now(), jitter());
  const std::string why = tidy(std::move(outcome.why));
  tell_end(job, verdict.next, why);
  // What was done and not written down is done twice, so a moment without a database is worth waiting through.
  constexpr std::array waits{100, 400, 1600};
  for (const int wait : waits) {
    if (co_await store(job, verdict, why)) co_return verdict;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, std::chrono::milliseconds{wait}};
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
  if (!co_await store(job, verdict, why)) {
    log::error("job's end could not be stored; it will run again", {{"job", job.id.value}, {"name", job.name}});
  }
  co_return verdict;
}

/// False if the database could not take it and may later.
Task<bool> Runner::store(const Job& job, const Verdict& verdict, const std::string& why) {
  try {
    const Attempt attempt{job.id, job.attempts};
    const bool held = co_await db_.transact(&write_down, attempt, verdict, why, clock_.now());
    if (!held) log::warning("job was taken by another worker meanwhile", {{"job", job.id.value}, {"name", job.name}});
  } catch (const db::Unavailable&) {
    co_return false;
  } catch (...) {
    const std::string kind = class_of(std::current_exception());
    log::error("job's end could not be stored", {{"job", job.id.value}, {"name", job.name}, {"why", kind}});
  }
  co_return true;
}

Task<void> Runner::renew() {
  if (in_flight_.empty()) co_return;
  std::vector<Attempt> attempts;
  for (const auto& [id, attempt] : in_flight_) attempts.push_back({id, attempt});
  const auto lost = co_await db_.transact(&renew_all, attempts, clock_.now() + options_.lease);
  for (const JobId id : lost) {
    in_flight_.erase(id);
    log::warning("lease of a running job was lost", {{"job", id.value}});
  }
}

double Runner::jitter() {
  std::array<unsigned char, 2> bytes{};
  random_.fill(bytes);
  return 0.8 + 0.4 * (bytes[0] * 256 + bytes[1]) / 65'535.0;
}

}  // namespace foyer::tasks
