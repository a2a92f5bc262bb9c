#pragma once
// The statements on table jobs. A worker names the attempt it holds, so that one whose lease ran out, and whose job
// another took, changes nothing when it comes back.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"
#include "platform/tasks/announcer.h"
#include "platform/tasks/outbox.h"

namespace foyer::jobs_store {

struct ClaimedRow {
  JobId id;
  std::string name;
  std::string arguments;
  std::int64_t attempts = 0;
  std::optional<std::string> trace;
};
BOOST_DESCRIBE_STRUCT(ClaimedRow, (), (id, name, arguments, attempts, trace))

struct JobRow {
  JobId id;
  std::string name;
  std::string arguments;
  std::string state;
  Time run_at{};
  std::int64_t attempts = 0;
  std::optional<Time> leased_until;
  std::optional<std::string> last_error;
  Time created_at{};
  std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(JobRow, (),
                      (id, name, arguments, state, run_at, attempts, leased_until, last_error, created_at, finished_at))

/// One try of one job.
struct Attempt {
  JobId id;
  std::int64_t number = 0;
};

/// False if a job with its unique key is there already.
Task<bool> insert(db::Tx&, const tasks::NewJob&, Time now);

/// One that was to run by `due_by`, or whose worker vanished: its lease ran out by `now`.
Task<std::optional<JobId>> first_due(db::Conn&, Time due_by, Time now);
/// Jobs whose worker vanished during their last try.
Task<std::vector<ClaimedRow>> bury_expired(db::Tx&, std::int64_t max_attempts, Time now);
/// Jobs whose worker vanished and that may be tried again.
Task<std::int64_t> release_expired(db::Tx&, Time now);
Task<std::vector<ClaimedRow>> claim(db::Tx&, Time now, Time leased_until, std::int64_t limit);
/// This one, if it is due and nobody has it.
Task<std::optional<ClaimedRow>> claim_one(db::Tx&, const tasks::DueJob&, Time now, Time leased_until);
Task<std::optional<JobId>> first_unannounced(db::Conn&, Time now);
/// Due jobs that nobody was told of; nobody else is given them before `until`.
Task<std::vector<tasks::DueJob>> announce(db::Tx&, Time now, Time until, std::int64_t limit);
/// These answer false if the attempt is no longer the one that holds the job.
Task<bool> renew(db::Tx&, Attempt, Time leased_until);
/// What the job was told is emptied: it may be about somebody, and nobody needs it any more.
Task<bool> finish(db::Tx&, Attempt, Time now);
Task<bool> put_back(db::Tx&, Attempt, Time run_at, const std::string& why);
Task<bool> bury(db::Tx&, Attempt, const std::string& why, Time now);

bool is_state(std::string_view) noexcept;
/// Newest first; all states if none is named.
Task<std::vector<JobRow>> list(db::Conn&, std::optional<std::string> state, std::int64_t limit);
/// A dead or cancelled job starts afresh, now.
Task<Result<Done>> retry(db::Tx&, JobId, Time now);
/// A queued job will not run.
Task<Result<Done>> cancel(db::Tx&, JobId, Time now);
/// Deletes jobs that were done or cancelled before then, and dead ones, which somebody may want to see, by a later
/// rule.
Task<db::Swept> delete_finished(db::Tx&, Time before, Time dead_before, db::Batch);
/// Deletes jobs of that name that died or were cancelled before then: they alone keep their arguments after their end.
Task<db::Swept> delete_undone(db::Tx&, std::string name, Time before, db::Batch);

}  // namespace foyer::jobs_store
