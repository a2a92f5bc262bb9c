#include "platform/celery/client.h"

#include <utility>

#include "platform/celery/names.h"
#include "platform/celery/uuid.h"

namespace foyer::celery {

CeleryClient::CeleryClient(redis::Client& redis, std::string queue, std::string origin, crypto::Random& random)
    : redis_{redis}, queue_{std::move(queue)}, origin_{std::move(origin)}, random_{random} {}

Task<std::string> CeleryClient::send(NewTask task) {
  if (task.id.empty()) task.id = new_uuid(random_);
  std::vector<redis::Command> commands{
      {"SADD", binding_key("celery"), binding_member(queue_, queue_)},
      {"LPUSH", list_name(queue_, task.priority), write_task(task, queue_, origin_, new_uuid(random_))},
  };
  const auto replies = co_await redis_.run_all(std::move(commands));
  for (const redis::Reply& reply : replies) {
    if (const auto* failure = reply.failure()) throw redis::Unavailable{failure->text};
  }
  co_return task.id;
}

}  // namespace foyer::celery
