#include "app/run.h"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

#include "app/doubts.h"
#include "app/own_url.h"
#include "app/process.h"
#include "app/server_secret.h"
#include "app/services.h"
#include "app/site.h"
#include "platform/async/block_on.h"

namespace foyer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_limit = 10s;

void migrate(Storage& storage) {
  const auto done = block_on(storage.migrator.upgrade({db::MigrationTarget::Kind::head}));
  if (!done) throw std::runtime_error{std::string{detail_of(done.error())}};
  if (!done->empty()) log::info("schema migrated", {{"steps", done->size()}, {"revision", done->back()}});
}

/// Failures of the database are the moment's; everything else thrown is ours to mend.
Error explain(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const db::Unavailable&) {
    return {.code = Errc::unavailable, .retry_after = 1s};
  } catch (...) {
    return {.code = Errc::internal};
  }
}

void print_banner(const Settings& settings, const std::string& url) {
  const std::string mail = settings.smtp ? fmt::format("sent through {}:{}", settings.smtp->host, settings.smtp->port)
                                         : "captured, read it at " + url + "/dev/mail";
  fmt::print(
      "\n  Foyer {}\n\n"
      "  Open       {}\n"
      "  Try it     {}/docs\n"
      "  Mail       {}\n"
      "  Data       {}\n"
      "  Stop       Ctrl+C\n\n",
      FOYER_VERSION, url, url, mail, place_of_data(settings));
  std::fflush(stdout);
}

}  // namespace

void serve(const Settings& settings) {
  keep_memory_private();
  log::configure(settings.log_level, settings.log_format);
  require_usable_tls(settings);
  StopSignal stop;
  const SystemClock clock;
  crypto::SystemRandom random;
  make_data_dir(settings);
  static_cast<void>(find_secret(settings));  // a damaged one is told of before a schema is made
  http::Router router;
  MetricsListener metrics{settings.metrics, clock};
  http::ServerOptions listening = settings.server;
  listening.traffic = metrics.traffic();
  listening.explain = &explain;
  listening.drain_timeout = drain_limit;
  // Declared before storage and services: their threads resume handlers on the server's loops until they are joined,
  // and handlers cut at shutdown, which live in the server, outlast what they wait for. And before the migration, so
  // that a start beside a running server fails before it moves that one's schema.
  http::Server server{listening, router, clock};
  Storage storage{settings, clock};
  migrate(storage);
  const Secret secret = secret_of(settings, storage, random);
  Services services{settings, storage, secret, clock, random};
  require_pepper(storage, services.peppered_hasher.get());
  Site site{own_url(settings.server, server.port()), storage, services, clock};
  services.api.install(router);
  services.pages.install(router);
  services.rights_pages.install(router);
  site.install(router);

  services.worker.start();
  if (services.key_watch) services.key_watch->start();
  server.start();
  metrics.start({.db = storage.db.get(),
                 .hashes = &services.hash_pool,
                 .limits = services.shared_limits ? &services.shared_limits->local() : nullptr,
                 .redis = settings.redis ? &*settings.redis : nullptr});
  forget_start_up();
  print_banner(settings, own_url(settings.server, server.port()));
  if (settings.redis) {
    log::info("background work is announced to the fleet: see that a foyer worker runs");
    const std::string trouble = redis::trouble_with(*settings.redis);
    if (!trouble.empty()) log::warning("Redis does not answer: limits are counted here alone", {{"why", trouble}});
  }
  for (const std::string& doubt : doubts_about(settings)) log::warning(doubt);
  stop.wait();
  log::info("stopping");
  server.stop();
  services.worker.stop(drain_limit);
  metrics.stop();
  if (services.key_watch) services.key_watch->stop();
  log::flush();
}

}  // namespace foyer::app
