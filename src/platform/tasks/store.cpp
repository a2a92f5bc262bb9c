#include "platform/tasks/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace foyer::jobs_store {
namespace {

/// Why a job did not change: it is not there, or not in a state that allows it.
Task<Result<Done>> refusal(db::Tx& tx, JobId id, std::string_view rule) {
  const auto state = co_await tx->first<std::string>("SELECT state FROM jobs WHERE id = $1", id);
  if (!state) co_return refuse(Errc::not_found, fmt::format("There is no job {}.", id.value));
  co_return refuse(Errc::conflict, fmt::format("Job {} is {}; {}", id.value, *state, rule));
}

}  // namespace

Task<bool> insert(db::Tx& tx, const tasks::NewJob& job, Time now) {
  const std::int64_t added = co_await tx->run(
      "INSERT INTO jobs (name, arguments, state, run_at, attempts, unique_key, created_at, trace) "
      "VALUES ($1, $2, 'queued', $3, 0, $4, $5, $6) ON CONFLICT (unique_key) DO NOTHING",
      job.name, job.arguments, job.run_at, job.unique_key, now, job.trace);
  co_return added == 1;
}

Task<std::optional<JobId>> first_due(db::Conn& conn, Time due_by, Time now) {
  co_return co_await conn.first<JobId>(
      "SELECT id FROM jobs WHERE (state = 'queued' AND run_at <= $1) OR (state = 'running' AND leased_until <= $2) "
      "LIMIT 1",
      due_by, now);
}

Task<std::vector<ClaimedRow>> bury_expired(db::Tx& tx, std::int64_t max_attempts, Time now) {
  co_return co_await tx->all<ClaimedRow>(
      "UPDATE jobs SET state = 'dead', leased_until = NULL, finished_at = $1, last_error = 'worker vanished' "
      "WHERE state = 'running' AND leased_until <= $1 AND attempts >= $2 "
      "RETURNING id, name, arguments, attempts, trace",
      now, max_attempts);
}

Task<std::int64_t> release_expired(db::Tx& tx, Time now) {
  co_return co_await tx->run(
      "UPDATE jobs SET state = 'queued', leased_until = NULL, run_at = $1, announced_until = $1, "
      "last_error = 'worker vanished' "
      "WHERE state = 'running' AND leased_until <= $1",
      now);
}

Task<std::vector<ClaimedRow>> claim(db::Tx& tx, Time now, Time leased_until, std::int64_t limit) {
  // Workers of one PostgreSQL take different jobs without waiting for each other; the array keeps its LIMIT from being
  // asked more than once.
  constexpr db::Sql take{
      "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $2 "
      "WHERE state = 'queued' AND id IN "
      "(SELECT id FROM jobs WHERE state = 'queued' AND run_at <= $1 ORDER BY run_at, id LIMIT $3) "
      "RETURNING id, name, arguments, attempts, trace",
      "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $2 "
      "WHERE state = 'queued' AND id = ANY (ARRAY"
      "(SELECT id FROM jobs WHERE state = 'queued' AND run_at <= $1 ORDER BY run_at, id LIMIT $3 "
      "FOR UPDATE SKIP LOCKED)) "
      "RETURNING id, name, arguments, attempts, trace"};
  co_return co_await tx->all<ClaimedRow>(take, now, leased_until, limit);
}

Task<std::optional<ClaimedRow>> claim_one(db::Tx& tx, const tasks::DueJob& job, Time now, Time leased_until) {
  co_return co_await tx->first<ClaimedRow>(
      "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $4 "
      "WHERE id = $1 AND name = $2 AND state = 'queued' AND run_at <= $3 RETURNING id, name, arguments, attempts, "
      "trace",
      job.id, job.name, now, leased_until);
}

Task<std::optional<JobId>> first_unannounced(db::Conn& conn, Time now) {
  co_return co_await conn.first<JobId>(
      "SELECT id FROM jobs WHERE state = 'queued' AND run_at <= $1 AND announced_until <= $1 LIMIT 1", now);
}

Task<std::vector<tasks::DueJob>> announce(db::Tx& tx, Time now, Time until, std::int64_t limit) {
  constexpr db::Sql take{
      "UPDATE jobs SET announced_until = $2 WHERE state = 'queued' AND id IN "
      "(SELECT id FROM jobs WHERE state = 'queued' AND run_at <= $1 AND announced_until <= $1 "
      "ORDER BY run_at, id LIMIT $3) RETURNING id, name, attempts, trace",
      "UPDATE jobs SET announced_until = $2 WHERE state = 'queued' AND id = ANY (ARRAY"
      "(SELECT id FROM jobs WHERE state = 'queued' AND run_at <= $1 AND announced_until <= $1 "
      "ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)) RETURNING id, name, attempts, trace"};
  co_return co_await tx->all<tasks::DueJob>(take, now, until, limit);
}

Task<bool> renew(db::Tx& tx, Attempt attempt, Time leased_until) {
  co_return 1 ==
      co_await tx->run("UPDATE jobs SET leased_until = $3 WHERE id = $1 AND attempts = $2 AND state = 'running'",
                       attempt.id, attempt.number, leased_until);
}

Task<bool> finish(db::Tx& tx, Attempt attempt, Time now) {
  co_return 1 == co_await tx->run(
                     "UPDATE jobs SET state = 'done', arguments = '{}', leased_until = NULL, last_error = NULL, "
                     "finished_at = $3 "
                     "WHERE id = $1 AND attempts = $2 AND state = 'running'",
                     attempt.id, attempt.number, now);
}

Task<bool> put_back(db::Tx& tx, Attempt attempt, Time run_at, const std::string& why) {
  // The worker that failed has told its fleet when to try again.
  constexpr std::chrono::seconds head_start{5};
  co_return 1 == co_await tx->run(
                     "UPDATE jobs SET state = 'queued', leased_until = NULL, run_at = $3, announced_until = $4, "
                     "last_error = $5 "
                     "WHERE id = $1 AND attempts = $2 AND state = 'running'",
                     attempt.id, attempt.number, run_at, run_at + head_start, why);
}

Task<bool> bury(db::Tx& tx, Attempt attempt, const std::string& why, Time now) {
  co_return 1 == co_await tx->run(
                     "UPDATE jobs SET state = 'dead', leased_until = NULL, last_error = $3, finished_at = $4 "
                     "WHERE id = $1 AND attempts = $2 AND state = 'running'",
                     attempt.id, attempt.number, why, now);
}

bool is_state(std::string_view word) noexcept {
  static constexpr std::array<std::string_view, 5> states{"queued", "running", "done", "dead", "cancelled"};
  return std::ranges::find(states, word) != states.end();
}

Task<std::vector<JobRow>> list(db::Conn& conn, std::optional<std::string> state, std::int64_t limit) {
  if (state) {
    co_return co_await conn.all<JobRow>(
        "SELECT id, name, arguments, state, run_at, attempts, leased_until, last_error, created_at, finished_at "
        "FROM jobs WHERE state = $1 ORDER BY id DESC LIMIT $2",
        *state, limit);
  }
  co_return co_await conn.all<JobRow>(
      "SELECT id, name, arguments, state, run_at, attempts, leased_until, last_error, created_at, finished_at "
      "FROM jobs ORDER BY id DESC LIMIT $1",
      limit);
}

Task<Result<Done>> retry(db::Tx& tx, JobId id, Time now) {
  const std::int64_t changed = co_await tx->run(
      "UPDATE jobs SET state = 'queued', run_at = $2, attempts = 0, finished_at = NULL "
      "WHERE id = $1 AND state IN ('dead', 'cancelled')",
      id, now);
  if (changed == 0) co_return co_await refusal(tx, id, "only dead or cancelled jobs can be tried again.");
  co_return Done{};
}

Task<Result<Done>> cancel(db::Tx& tx, JobId id, Time now) {
  const std::int64_t changed = co_await tx->run(
      "UPDATE jobs SET state = 'cancelled', finished_at = $2 WHERE id = $1 AND state = 'queued'", id, now);
  if (changed == 0) co_return co_await refusal(tx, id, "only queued jobs can be cancelled.");
  co_return Done{};
}

Task<db::Swept> delete_finished(db::Tx& tx, Time before, Time dead_before, db::Batch batch) {
  co_return db::swept(co_await tx->all<Time>(
      "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at >= $1 AND finished_at <= $2 AND "
      "(state <> 'dead' OR finished_at <= $3) ORDER BY finished_at LIMIT $4) RETURNING finished_at",
      batch.from, before, dead_before, batch.limit));
}

Task<db::Swept> delete_undone(db::Tx& tx, std::string name, Time before, db::Batch batch) {
  // In the order of the index that finds these few; by their end they would be looked for among all that were done.
  co_return db::swept(co_await tx->all<Time>(
      "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE state IN ('dead', 'cancelled') AND name = $1 AND "
      "finished_at <= $2 ORDER BY run_at LIMIT $3) RETURNING finished_at",
      name, before, batch.limit));
}

}  // namespace foyer::jobs_store
