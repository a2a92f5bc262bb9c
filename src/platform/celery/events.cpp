#include "platform/celery/events.h"

#include <stdlib.h>  // getloadavg

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "platform/celery/python_repr.h"
#include "platform/celery/time_text.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

json::value id_or_null(std::string_view id) { return id.empty() ? json::value{} : json::value(id); }
json::value time_or_null(const std::optional<Time>& at) { return at ? json::value(to_iso8601(*at)) : json::value{}; }

}  // namespace

void Speaker::heard(std::int64_t clock) noexcept {
  // Nobody can push the clock to where it overflows.
  constexpr std::int64_t highest = std::int64_t{1} << 53U;
  if (clock < highest) clock_ = std::max(clock_, clock) + 1;
}

Event Speaker::event(std::string_view type, json::object fields, Time now) {
  fields["type"] = type;
  fields["hostname"] = node_;
  fields["pid"] = pid_;
  fields["clock"] = tick();
  fields["timestamp"] = to_seconds(now);
  fields["utcoffset"] = 0;
  return {std::string{type}, json::serialize(fields)};
}

json::object worker_fields(const Pulse& pulse) {
  std::array<double, 3> load{};
  ::getloadavg(load.data(), 3);
  json::object fields;
  fields.reserve(16);
  fields["freq"] = heartbeat_seconds;
  fields["active"] = pulse.active;
  fields["processed"] = pulse.processed;
  json::array loads;
  for (const double each : load) loads.push_back(each);
  fields["loadavg"] = std::move(loads);
  fields["sw_ident"] = "foyer";
  fields["sw_ver"] = FOYER_VERSION;
  fields["sw_sys"] = "Linux";
  return fields;
}

json::object uuid_fields(std::string_view id) {
  json::object fields;
  fields.reserve(16);
  fields["uuid"] = id;
  return fields;
}

json::object received_fields(const TaskMessage& message) {
  json::object fields = uuid_fields(message.id);
  fields["name"] = message.name;
  fields["args"] = message.args_repr;
  fields["kwargs"] = message.kwargs_repr;
  fields["root_id"] = id_or_null(message.root_id);
  fields["parent_id"] = id_or_null(message.parent_id);
  fields["retries"] = message.retries;
  fields["eta"] = time_or_null(message.eta);
  fields["expires"] = time_or_null(message.expires);
  return fields;
}

json::object succeeded_fields(std::string_view id, const json::value& result, double runtime_seconds) {
  json::object fields = uuid_fields(id);
  fields["result"] = python_repr(result);
  fields["runtime"] = runtime_seconds;
  return fields;
}

json::object failed_fields(std::string_view id, const Failure& failure) {
  json::object fields = uuid_fields(id);
  fields["exception"] = exception_repr(failure.exc_type, failure.exc_message);
  fields["traceback"] = nullptr;
  return fields;
}

json::object revoked_fields(std::string_view id, bool expired) {
  json::object fields = uuid_fields(id);
  fields["terminated"] = false;
  fields["signum"] = nullptr;
  fields["expired"] = expired;
  return fields;
}

std::string event_routing_key(std::span<const Event> events) {
  if (events.size() > 1) return "task.multi";
  std::string key = events.front().type;
  if (const auto dash = key.find('-'); dash != std::string::npos) key[dash] = '.';
  return key;
}

std::string write_events(std::span<const Event> events, std::string_view node, std::string_view tag) {
  std::string body;
  for (const Event& event : events) {
    if (!body.empty()) body += ',';
    body += event.text;
  }
  if (events.size() > 1) body = '[' + body + ']';
  json::object headers;
  headers["hostname"] = node;
  return write_envelope(body, std::move(headers),
                        {.exchange = "celeryev", .routing_key = event_routing_key(events), .delivery_mode = 1}, tag);
}

}  // namespace foyer::celery
