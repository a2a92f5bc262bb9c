#include <fmt/format.h>

#include "app/services.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "platform/async/block_on.h"
#include "platform/schema/object.h"
#include "platform/tasks/store.h"

namespace foyer::cli {
namespace {

struct JobLine {
  JobId id;
  std::string name;
  std::string state;
  std::int64_t attempts = 0;
  Time run_at{};
  std::optional<std::string> last_error;
};
FOYER_DESCRIBE(JobLine, id, name, state, attempts, run_at, last_error)

struct Queue {
  SystemClock clock;
  app::Settings settings = load_settings();
  app::Storage storage = app::open_storage(settings, clock);
  Queue() { app::require_head(storage); }
};

void succeed_or_fail(const Result<Done>& result) {
  if (!result) throw Failure{1, std::string{detail_of(result.error())}};
}

}  // namespace

void jobs_list(const std::string& state, std::int64_t limit, bool json) {
  if (!state.empty() && !jobs_store::is_state(state)) {
    throw Failure{2, fmt::format("'{}' is none of queued, running, done, dead, cancelled", state)};
  }
  Queue queue;
  const auto wanted = state.empty() ? std::nullopt : std::optional{state};
  std::vector<JobLine> lines;
  for (auto& row : block_on(queue.storage.db->read(&jobs_store::list, wanted, limit + 1))) {
    lines.push_back({row.id, row.name, row.state, row.attempts, row.run_at, row.last_error});
  }
  cut(lines, limit);
  if (json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines) {
    rows.push_back({std::to_string(line.id.value), line.name, line.state, std::to_string(line.attempts),
                    to_rfc3339(line.run_at), line.last_error.value_or("")});
  }
  print_table({"ID", "NAME", "STATE", "TRIES", "DUE", "LAST ERROR"}, rows);
}

void jobs_retry(std::int64_t id) {
  Queue queue;
  succeed_or_fail(block_on(queue.storage.db->transact(&jobs_store::retry, JobId{id}, queue.clock.now())));
  print_line(fmt::format("Job {} is queued again.", id));
}

void jobs_cancel(std::int64_t id) {
  Queue queue;
  succeed_or_fail(block_on(queue.storage.db->transact(&jobs_store::cancel, JobId{id}, queue.clock.now())));
  print_line(fmt::format("Job {} is cancelled.", id));
}

}  // namespace foyer::cli
