#include "app/celery_announcer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

namespace foyer::app {
namespace {

/// Where so many wait, no worker keeps up, or there is none: more news would only fill Redis.
constexpr std::int64_t most_waiting = 10'000;

Task<void> require_takers(redis::Client& redis) {
  redis::Command length{"LLEN", fleet_queue};
  const redis::Reply waiting = co_await redis.run(std::move(length));
  const auto* count = waiting.integer();
  if (count == nullptr || *count < most_waiting) co_return;
  throw std::runtime_error{fmt::format("{} messages wait already", *count)};
}

}  // namespace

std::string fleet_node(std::string name) {
  std::array<char, 256> host{"localhost"};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"localhost"};
  if (!name.contains('@')) name += "@%h";
  if (const auto place = name.find("%h"); place != std::string::npos) name.replace(place, 2, host.data());
  return name;
}

Task<void> CeleryAnnouncer::announce(std::vector<tasks::DueJob> jobs) {
  if (!redis_) redis_ = std::make_unique<redis::Client>(co_await boost::asio::this_coro::executor, options_.copy());
  co_await require_takers(*redis_);
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
