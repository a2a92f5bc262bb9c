#include "auth/cleanup.h"

#include "platform/observe/log.h"

namespace foyer {
namespace {

constexpr std::int64_t batch = 1'000;

}  // namespace

Task<tasks::JobOutcome> Cleanup::run(tasks::Job) {
  std::int64_t tokens = 0;
  std::int64_t sessions = 0;
  for (std::int64_t deleted = batch; deleted == batch; tokens += deleted) {
    deleted = co_await db_.transact(verification_, &Verification::delete_expired, batch);
  }
  for (std::int64_t deleted = batch; deleted == batch; sessions += deleted) {
    deleted = co_await db_.transact(sessions_, &Sessions::delete_expired, batch);
  }
  log::info("expired tokens deleted", {{"one_time_tokens", tokens}, {"sessions", sessions}});
  co_return tasks::JobOutcome{};
}

}  // namespace foyer
