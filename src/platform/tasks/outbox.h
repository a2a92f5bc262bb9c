#pragma once
// Background work as rows of table jobs, written in the business transaction (transactional outbox): what was
// committed will run, what was rolled back never does. Arguments hold row ids only: no token, address or text
// (auth/link_requests.h: a sealed one). They are emptied when the job is done; dead and cancelled jobs may be retried
// and keep theirs.
//   jobs(id, name, arguments, state, run_at, attempts, leased_until, last_error, unique_key, created_at, finished_at,
//        announced_until, trace)
//   state: queued -> running -> done | queued (to be retried) | dead (8 tries) | cancelled

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/ids.h"
#include "platform/db/database.h"

namespace foyer::tasks {

struct NewJob {
  std::string name;       ///< "send_email"
  std::string arguments;  ///< a JSON object
  Time run_at;
  std::optional<std::string> unique_key;  ///< a second job with the same key is silently not added
  std::optional<std::string> trace{};     ///< W3C traceparent of the request that orders it
};

Task<void> enqueue(db::Tx&, NewJob, Time now);

}  // namespace foyer::tasks
