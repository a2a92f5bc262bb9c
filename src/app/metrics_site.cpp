#include "app/metrics_site.h"

#include <algorithm>
#include <optional>

#include "app/neighbour.h"
#include "mails/mail_order.h"
#include "platform/db/statistics.h"
#include "platform/http/server.h"
#include "platform/observe/log.h"
#include "platform/observe/process_facts.h"
#include "platform/tasks/backlog.h"

namespace foyer::app {
namespace {

using namespace std::chrono_literals;
using metrics::Kind;
using metrics::Page;

http::ServerOptions listening(const MetricsOptions& options) {
  http::ServerOptions out;
  out.host = options.host;
  out.port = options.port;
  out.max_connections = 64;
  out.drain_timeout = 1s;
  out.log_requests = false;
  return out;
}

template <class Number>
double number(const std::atomic<Number>& count) noexcept {
  return static_cast<double>(count.load(std::memory_order_relaxed));
}

double age(std::optional<Time> since, Time now) noexcept {
  return since ? std::max(0.0, std::chrono::duration<double>(now - *since).count()) : 0.0;
}

void write_hashes(Page& page, const crypto::HashPool* pool) {
  page.family(Kind::gauge, "foyer_hash_queue_length", "Password hashes that wait for a thread.");
  if (pool) page.sample({}, static_cast<double>(pool->waiting()));
  page.family(Kind::counter, "foyer_hashes_total", "Password hashes computed.");
  if (pool) page.sample({}, static_cast<double>(pool->computed()));
  page.family(Kind::counter, "foyer_hash_overloaded_total", "Password hashes refused because the queue was full.");
  if (pool) page.sample({}, static_cast<double>(pool->refused()));
  page.family(Kind::histogram, "foyer_hash_seconds", "Time to compute a password hash, without its wait.");
  if (pool) page.sample({}, pool->durations());
}

}  // namespace

struct MetricsListener::Impl {
  Impl(const MetricsOptions& options, const Clock& with) : clock{with}, server{listening(options), router, with} {
    router.add(http::Method::get, "/metrics", [this](const http::Request&) { return answer(); });
  }

  Task<http::Response> answer();
  Task<bool> ask_database();
  Task<bool> ask_redis();
  void write(Page&) const;
  void write_database(Page&) const;
  void write_jobs(Page&) const;
  void write_fleet(Page&) const;

  const Clock& clock;
  http::Traffic traffic;
  http::Router router;
  http::Server server;
  MetricsSources sources;
  tasks::Backlog backlog;
  std::optional<redis::Client> client;
  std::optional<Neighbour> database;
  std::optional<Neighbour> redis;
  std::optional<metrics::Source> site;
};

Task<http::Response> MetricsListener::Impl::answer() {
  if (database) database->begin();
  if (redis) redis->begin();
  if (database) co_await database->settle();
  if (redis) co_await redis->settle();
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics::scrape();
  co_return response;
}

Task<bool> MetricsListener::Impl::ask_database() {
  backlog = co_await sources.db->read(&tasks::backlog, std::string{send_email_job});
  co_return true;
}

Task<bool> MetricsListener::Impl::ask_redis() {
  redis::Command ping{"PING"};
  const redis::Reply reply = co_await client->run(std::move(ping), 1000ms);
  co_return reply.text() != nullptr;
}

void MetricsListener::Impl::write(Page& page) const {
  page.family(Kind::gauge, "foyer_build_info", "Always 1; the version is a label.");
  page.sample({{"version", FOYER_VERSION}}, 1);
  write_hashes(page, sources.hashes);
  write_database(page);
  write_jobs(page);
  write_fleet(page);
  page.single(Kind::counter, "foyer_log_lines_dropped_total", "Log lines lost because nobody took them in time.",
              static_cast<double>(log::dropped()));
  metrics::write_process(page);
}

void MetricsListener::Impl::write_database(Page& page) const {
  const db::Statistics& all = db::statistics();
  page.family(Kind::gauge, "foyer_db_up", "1 if the database answered within a second.");
  if (database) page.sample({}, database->is_up() ? 1 : 0);
  page.family(Kind::counter, "foyer_db_statements_total", "SQL statements sent, without BEGIN and COMMIT.");
  if (database) page.sample({}, number(all.statements));
  page.family(Kind::gauge, "foyer_db_waiting",
              "Transactions that wait for the writer, or callers for a connection or a shared statement.");
  if (database) page.sample({}, number(all.waiting));
  page.family(Kind::gauge, "foyer_db_connections", "Connections to PostgreSQL.");
  if (!database || sources.db->dialect() != db::Dialect::postgres) return;
  page.sample({{"state", "busy"}}, number(all.busy));
  page.sample({{"state", "idle"}}, number(all.idle));
}

/// What was counted before the database went would look like now.
void MetricsListener::Impl::write_jobs(Page& page) const {
  const bool known = database && database->is_up();
  const Time now = clock.now();
  page.family(Kind::gauge, "foyer_jobs", "Background jobs in the table; finished ones are not counted.");
  if (known) {
    page.sample({{"state", "queued"}}, static_cast<double>(backlog.queued));
    page.sample({{"state", "running"}}, static_cast<double>(backlog.running));
    page.sample({{"state", "dead"}}, static_cast<double>(backlog.dead));
  }
  page.family(Kind::gauge, "foyer_job_oldest_due_seconds", "How long the first job in line has been due.");
  if (known) page.sample({}, age(backlog.first_due, now));
  page.family(Kind::gauge, "foyer_mail_oldest_queued_seconds", "Age of the oldest mail that was not sent yet.");
  if (known) page.sample({}, age(backlog.oldest_of_name, now));
}

void MetricsListener::Impl::write_fleet(Page& page) const {
  page.family(Kind::gauge, "foyer_redis_up", "1 if Redis answered within a second.");
  if (redis) page.sample({}, redis->is_up() ? 1 : 0);
  page.family(Kind::counter, "foyer_limits_degraded_total", "Uses that were counted here because Redis could not.");
  if (sources.limits) page.sample({}, static_cast<double>(sources.limits->degraded()));
}

MetricsListener::MetricsListener(const MetricsOptions& options, const Clock& clock)
    : impl_{options.port == 0 ? nullptr : std::make_unique<Impl>(options, clock)} {}

MetricsListener::~MetricsListener() { stop(); }

http::Traffic* MetricsListener::traffic() noexcept { return impl_ ? &impl_->traffic : nullptr; }

void MetricsListener::start(const MetricsSources& sources) {
  if (!impl_) return;
  Impl& impl = *impl_;
  const Executor executor = impl.server.executors().front();
  impl.sources = sources;
  if (sources.db) impl.database.emplace(executor, [&impl] { return impl.ask_database(); });
  if (sources.redis) {
    impl.client.emplace(executor, sources.redis->copy());
    impl.redis.emplace(executor, [&impl] { return impl.ask_redis(); });
  }
  impl.site.emplace([&impl](Page& page) { impl.write(page); });
  impl.server.start();
}

void MetricsListener::stop() {
  if (!impl_) return;
  impl_->server.stop();
  impl_->site.reset();
  impl_->redis.reset();
  impl_->database.reset();
  impl_->client.reset();
}

}  // namespace foyer::app
