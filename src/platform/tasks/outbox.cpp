#include "platform/tasks/outbox.h"

#include "platform/tasks/store.h"

namespace foyer::tasks {

Task<void> enqueue(db::Tx& tx, NewJob job, Time now) { co_await jobs_store::insert(tx, job, now); }

}  // namespace foyer::tasks
