#pragma once
// tasks.auth.cleanup_expired_tokens: deletes expired one-time tokens and sessions, and jobs that ended a week ago, in
// batches, each a transaction of its own, so that requests pass between them.

#include "platform/tasks/worker.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

inline constexpr const char* cleanup_job = "tasks.auth.cleanup_expired_tokens";

class Cleanup {
 public:
  Cleanup(db::Database& database, Verification& verification, Sessions& sessions, const Clock& clock)
      : db_{database}, verification_{verification}, sessions_{sessions}, clock_{clock} {}

  Task<tasks::JobOutcome> run(tasks::Job);

 private:
  db::Database& db_;
  Verification& verification_;
  Sessions& sessions_;
  const Clock& clock_;
};

}  // namespace foyer
