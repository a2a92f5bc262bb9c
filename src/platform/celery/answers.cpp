#include "platform/celery/answers.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "platform/celery/python_repr.h"
#include "platform/celery/time_text.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

json::object request_info(const Held& held, const WorkerFacts& facts) {
  const TaskMessage& message = held.message;
  const bool runs = held.state == Held::State::running;
  json::object delivery;
  delivery["exchange"] = message.exchange;
  delivery["routing_key"] = message.routing_key;
  delivery["priority"] = message.priority;
  delivery["redelivered"] = message.redelivered;
  json::object info;
  info["id"] = message.id;
  info["name"] = message.name;
  info["args"] = message.args;
  info["kwargs"] = message.kwargs;
  info["type"] = message.name;
  info["hostname"] = facts.options.node;
  info["time_start"] = runs ? json::value(to_seconds(held.started)) : json::value{};
  info["acknowledged"] = false;
  info["delivery_info"] = std::move(delivery);
  info["worker_pid"] = runs ? json::value(facts.pid) : json::value{};
  return info;
}

json::array in_state(const WorkerFacts& facts, std::initializer_list<Held::State> states) {
  json::array out;
  for (const Held::State state : states) {
    for (const Held* held : facts.ledger.in_state(state)) out.push_back(request_info(*held, facts));
  }
  return out;
}

json::value active(const ControlRequest&, const WorkerFacts& facts) { return in_state(facts, {Held::State::running}); }

json::value reserved(const ControlRequest&, const WorkerFacts& facts) {
  return in_state(facts, {Held::State::ready, Held::State::scheduled});
}

json::value scheduled(const ControlRequest&, const WorkerFacts& facts) {
  json::array out;
  for (const Held* held : facts.ledger.in_state(Held::State::scheduled)) {
    json::object entry;
    entry["eta"] = to_iso8601(held->message.eta.value_or(Time{}));
    entry["priority"] = 6;
    entry["request"] = request_info(*held, facts);
    out.push_back(std::move(entry));
  }
  return out;
}

json::value registered(const ControlRequest&, const WorkerFacts& facts) {
  json::array out;
  for (const std::string& name : facts.registered) out.push_back(json::value(name));
  return out;
}

json::value revoked_ids(const ControlRequest&, const WorkerFacts& facts) {
  json::array out;
  for (const auto& [id, at] : facts.revoked.all()) out.push_back(json::value(id));
  return out;
}

json::value clock_value(const ControlRequest&, const WorkerFacts& facts) {
  json::object out;
  out["clock"] = facts.clock;
  return out;
}

json::value query_task(const ControlRequest& request, const WorkerFacts& facts) {
  const auto wanted = named_ids(request.arguments, "ids");
  json::object out;
  for (const Held* held : facts.ledger.all()) {
    if (std::ranges::find(wanted, held->message.id) == wanted.end()) continue;
    json::array found;
    found.push_back(json::value(held->state == Held::State::running ? "active" : "reserved"));
    found.push_back(request_info(*held, facts));
    out[held->message.id] = std::move(found);
  }
  return out;
}

json::object broker_info(const WorkerFacts& facts) {
  json::object out;
  out["hostname"] = facts.broker_host;
  out["port"] = facts.broker_port;
  out["transport"] = "redis";
  out["virtual_host"] = std::to_string(facts.database);
  out["transport_options"] = json::object{};
  for (const auto* none : {"userid", "login_method", "uri_prefix", "failover_strategy"}) out[none] = nullptr;
  out["ssl"] = false;
  out["connect_timeout"] = 4;
  out["heartbeat"] = 0;
  out["insist"] = false;
  out["alternates"] = json::array{};
  return out;
}

json::object resource_usage() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  json::object out;
  out["utime"] = seconds(usage.ru_utime);
  out["stime"] = seconds(usage.ru_stime);
  out["maxrss"] = usage.ru_maxrss;
  return out;
}

json::value stats(const ControlRequest&, const WorkerFacts& facts) {
  json::object total;
  for (const auto& [name, count] : facts.totals) total[name] = count;
  json::object pool;
  pool["max-concurrency"] = facts.options.concurrency;
  pool["processes"] = json::array{facts.pid};
  pool["max-tasks-per-child"] = "N/A";
  pool["put-guarded-by-semaphore"] = false;
  pool["timeouts"] = json::array{0, 0};
  pool["implementation"] = "foyer";
  json::object out;
  out["total"] = std::move(total);
  out["pid"] = facts.pid;
  out["clock"] = std::to_string(facts.clock);
  out["uptime"] = facts.uptime.count();
  out["prefetch_count"] = facts.options.prefetch;
  out["pool"] = std::move(pool);
  out["broker"] = broker_info(facts);
  out["rusage"] = resource_usage();
  return out;
}

json::value active_queues(const ControlRequest&, const WorkerFacts& facts) {
  json::object exchange;
  exchange["name"] = facts.options.queue;
  exchange["type"] = "direct";
  exchange["arguments"] = nullptr;
  exchange["durable"] = true;
  exchange["passive"] = false;
  exchange["auto_delete"] = false;
  exchange["delivery_mode"] = nullptr;
  exchange["no_declare"] = false;
  json::object queue;
  queue["name"] = facts.options.queue;
  queue["exchange"] = std::move(exchange);
  queue["routing_key"] = facts.options.queue;
  queue["durable"] = true;
  for (const auto* no : {"exclusive", "auto_delete", "no_ack", "no_declare"}) queue[no] = false;
  for (const auto* none : {"alias", "queue_arguments", "binding_arguments", "consumer_arguments", "expires",
                           "message_ttl", "max_length", "max_length_bytes", "max_priority"}) {
    queue[none] = nullptr;
  }
  queue["bindings"] = json::array{};
  json::array out;
  out.push_back(std::move(queue));
  return out;
}

/// What an operator may want to know; never where the broker is or how to get in.
json::value conf(const ControlRequest&, const WorkerFacts& facts) {
  json::object out;
  out["task_default_queue"] = facts.options.queue;
  out["task_serializer"] = "json";
  out["result_serializer"] = "json";
  out["accept_content"] = json::array{"json"};
  out["task_acks_late"] = true;
  out["worker_concurrency"] = facts.options.concurrency;
  out["worker_prefetch_multiplier"] = facts.options.prefetch / std::max<std::size_t>(facts.options.concurrency, 1);
  out["visibility_timeout"] = facts.options.visibility.count();
  out["result_expires"] = facts.options.results_live.count();
  out["timezone"] = "UTC";
  out["enable_utc"] = true;
  return out;
}

json::value ping(const ControlRequest&, const WorkerFacts&) {
  json::object out;
  out["ok"] = "pong";
  return out;
}

json::value hello(const ControlRequest&, const WorkerFacts& facts) {
  json::object ids;
  for (const auto& [id, at] : facts.revoked.all()) ids[id] = to_seconds(at);
  json::object out;
  out["revoked"] = std::move(ids);
  out["clock"] = facts.clock;
  return out;
}

struct Method {
  std::string_view name;
  json::value (*answer)(const ControlRequest&, const WorkerFacts&);
};

constexpr std::array methods{
    Method{"ping", &ping},
    Method{"active", &active},
    Method{"dump_active", &active},
    Method{"reserved", &reserved},
    Method{"dump_reserved", &reserved},
    Method{"scheduled", &scheduled},
    Method{"dump_schedule", &scheduled},
    Method{"registered", &registered},
    Method{"dump_tasks", &registered},
    Method{"revoked", &revoked_ids},
    Method{"dump_revoked", &revoked_ids},
    Method{"clock", &clock_value},
    Method{"conf", &conf},
    Method{"dump_conf", &conf},
    Method{"query_task", &query_task},
    Method{"stats", &stats},
    Method{"active_queues", &active_queues},
    Method{"hello", &hello},
};

}  // namespace

json::object unknown_method(std::string_view method) {
  json::object out;
  out["error"] = exception_repr("KeyError", method);
  return out;
}

json::value answer(const ControlRequest& request, const WorkerFacts& facts) {
  const auto* method = std::ranges::find(methods, request.method, &Method::name);
  return method == methods.end() ? json::value(unknown_method(request.method)) : method->answer(request, facts);
}

}  // namespace foyer::celery
