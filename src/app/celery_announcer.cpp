#include "app/celery_announcer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/this_coro.hpp>

namespace foyer::app {

std::string fleet_node(std::string name) {
  std::array<char, 256> host{"localhost"};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"localhost"};
  if (!name.contains('@')) name += "@%h";
  if (const auto place = name.find("%h"); place != std::string::npos) name.replace(place, 2, host.data());
  return name;
}

Task<void> CeleryAnnouncer::announce(std::vector<tasks::DueJob> jobs) {
  if (!redis_) redis_ = std::make_unique<redis::Client>(co_await boost::asio::this_coro::executor, options_.copy());
  celery::CeleryClient client{*redis_, fleet_queue, fleet_node(), random_};
  for (tasks::DueJob& job : jobs) {
    celery::NewTask task{.name = std::move(job.name),
                         .args = {job.id.value},
                         .id = fmt::format("job-{}-{}", job.id.value, job.attempts + 1)};
    if (job.trace) task.headers.emplace("traceparent", std::move(*job.trace));
    co_await client.send(std::move(task));
  }
}

}  // namespace foyer::app
