#pragma once
// Announces jobs to the fleet as Celery tasks: the task is named like the job and given the number of its row. It says
// nothing else, because queues are read by more eyes than the database.

#include <memory>

#include "platform/celery/client.h"
#include "platform/tasks/announcer.h"

namespace foyer::app {

/// The queue that `foyer worker` serves and `foyer beat` fills.
inline constexpr const char* fleet_queue = "celery";
/// Who speaks: `name` with %h replaced by the host's.
std::string fleet_node(std::string name = "foyer@%h");

class CeleryAnnouncer final : public tasks::Announcer {
 public:
  CeleryAnnouncer(redis::Options options, crypto::Random& random) : options_{std::move(options)}, random_{random} {}

  Task<void> announce(std::vector<tasks::DueJob>) override;

 private:
  redis::Options options_;
  crypto::Random& random_;
  std::unique_ptr<redis::Client> redis_;  ///< lives on the loop that announces
};

}  // namespace foyer::app
