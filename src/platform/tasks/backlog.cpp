#include "platform/tasks/backlog.h"

namespace foyer::tasks {

Task<Backlog> backlog(db::Conn& conn, std::string name) {
  auto found = co_await conn.first<Backlog>(
      "SELECT (SELECT count(*) FROM jobs WHERE state = 'queued'), (SELECT count(*) FROM jobs WHERE state = 'running'), "
      "(SELECT count(*) FROM jobs WHERE state = 'dead'), (SELECT min(run_at) FROM jobs WHERE state = 'queued'), "
      "(SELECT min(created_at) FROM jobs WHERE state IN ('queued', 'running') AND name = $1)",
      name);
  co_return found.value_or(Backlog{});
}

}  // namespace foyer::tasks
