#include "app/fleet.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

#include "app/celery_announcer.h"
#include "app/job_tasks.h"
#include "app/metrics_site.h"
#include "app/process.h"
#include "app/server_secret.h"
#include "platform/async/block_on.h"
#include "platform/celery/beat.h"

namespace foyer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_limit = 10s;

const redis::Options& broker_of(const Settings& settings, std::string_view command) {
  if (settings.redis) return *settings.redis;
  throw WrongSettings{"foyer " + std::string{command} +
                      " needs REDIS_URL; without it, foyer serve does the background work itself"};
}

/// A wrong address or password is said at the start; what happens later is waited through.
void require_broker(const redis::Options& options) {
  const std::string trouble = redis::trouble_with(options);
  if (!trouble.empty()) throw std::runtime_error{"REDIS_URL: " + trouble};
}

void require_mail(const Settings& settings) {
  if (!settings.smtp) throw WrongSettings{"foyer worker needs EMAIL_HOST: what it captured nobody could read"};
}

std::vector<celery::BeatEntry> schedule_of(const Settings& settings) {
  std::vector<celery::BeatEntry> entries;
  for (const Periodic& work : periodic_work(settings)) entries.push_back({work.job, work.job, work.interval});
  return entries;
}

celery::CeleryBeat make_beat(Executor executor, const Settings& settings, crypto::Random& random) {
  return {
      executor, {.queue = fleet_queue, .node = fleet_node()}, settings.redis->copy(), schedule_of(settings), random};
}

void fail_loudly(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

Secret require_secret(const Settings& settings, Storage& storage) {
  auto secret = find_secret_of(settings, storage);
  if (!secret) throw WrongSettings{"foyer worker needs the SECRET_KEY of the servers it works for"};
  return std::move(*secret);
}

}  // namespace

void work(const Settings& settings, const WorkOptions& options) {
  keep_memory_private();
  log::configure(settings.log_level, settings.log_format);
  const redis::Options& broker = broker_of(settings, "worker");
  require_mail(settings);
  boost::asio::io_context context{1};
  boost::asio::signal_set signals{context, SIGINT, SIGTERM};
  const SystemClock clock;
  MetricsListener metrics{settings.metrics, clock};
  crypto::SystemRandom random;
  Storage storage = open_storage(settings, clock);
  require_head(storage);
  const Secret secret = require_secret(settings, storage);
  Services services{settings, storage, secret, clock, random};
  require_pepper(storage, services.peppered_hasher.get());
  require_broker(broker);

  JobTasks jobs{settings, storage, services, clock, random};
  const std::string node = fleet_node(options.name);
  celery::CeleryWorker worker{
      {.queue = fleet_queue, .node = node, .concurrency = options.concurrency}, broker.copy(), clock, random};
  jobs.offer_to(worker);
  celery::CeleryBeat schedule = make_beat(context.get_executor(), settings, random);
  signals.async_wait([&worker](boost::system::error_code, int) {
    log::info("stopping");
    worker.stop(drain_limit);
  });
  boost::asio::co_spawn(context, worker.run(), [&](const std::exception_ptr& failure) {
    context.stop();
    fail_loudly(failure);
  });
  boost::asio::co_spawn(context, jobs.keep_leases(), fail_loudly);
  if (options.with_beat) boost::asio::co_spawn(context, schedule.run(), fail_loudly);
  services.worker.start();  // for what nobody takes, and to tell the fleet of retries
  if (services.key_watch) services.key_watch->start();
  metrics.start({.db = storage.db.get(),
                 .hashes = &services.hash_pool,
                 .limits = &services.shared_limits->local(),
                 .redis = &broker});
  forget_start_up();
  context.run();
  services.worker.stop(drain_limit);
  metrics.stop();
  if (services.key_watch) services.key_watch->stop();
  log::flush();
}

void beat(const Settings& settings) {
  keep_memory_private();
  log::configure(settings.log_level, settings.log_format);
  const redis::Options& broker = broker_of(settings, "beat");
  boost::asio::io_context context{1};
  boost::asio::signal_set signals{context, SIGINT, SIGTERM};
  const SystemClock clock;
  MetricsListener metrics{settings.metrics, clock};
  crypto::SystemRandom random;
  require_broker(broker);
  celery::CeleryBeat schedule = make_beat(context.get_executor(), settings, random);
  signals.async_wait([&schedule](boost::system::error_code, int) {
    log::info("stopping");
    schedule.stop();
  });
  boost::asio::co_spawn(context, schedule.run(), [&](const std::exception_ptr& failure) {
    context.stop();
    fail_loudly(failure);
  });
  metrics.start({.redis = &broker});
  forget_start_up();
  context.run();
  metrics.stop();
  log::flush();
}

}  // namespace foyer::app
