#pragma once
// tasks.auth.cleanup_expired_tokens: deletes what has expired (one-time tokens, sessions, counters of limits, devices
// long unseen) and jobs: those that ended a week ago, dead ones after 30 days, and requests for a link that died or
// were cancelled after one, in batches, each a transaction of its own, so that requests pass between them.

#include "devices/devices.h"
#include "guard/guesses.h"
#include "platform/limits/limits.h"
#include "platform/tasks/worker.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

inline constexpr const char* cleanup_job = "tasks.auth.cleanup_expired_tokens";

struct CleanupParts {
  db::Database& db;
  Verification& verification;
  Sessions& sessions;
  Limits& limits;
  Guesses& guesses;
  Devices& devices;
  const Clock& clock;
};

class Cleanup {
 public:
  explicit Cleanup(CleanupParts parts) : parts_{parts} {}

  Task<tasks::JobOutcome> run(tasks::Job);

 private:
  template <class Owner>
  Task<std::int64_t> drain(Owner&, Task<db::Swept> (Owner::*delete_some)(db::Tx&, db::Batch));

  CleanupParts parts_;
};

}  // namespace foyer
