// Leases, heartbeats, remote control.

#include <fmt/format.h>

#include <algorithm>

#include "platform/celery/machine.h"
#include "platform/celery/names.h"
#include "platform/celery/uuid.h"
#include "platform/observe/log.h"
#include "platform/schema/parse.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

constexpr std::size_t leases_at_once = 500;
constexpr std::size_t restored_at_once = 10;
constexpr std::size_t most_replies = 100;

json::object ok(std::string text) {
  json::object out;
  out["ok"] = std::move(text);
  return out;
}

}  // namespace

Task<void> Machine::keep_leases() {
  while (!over_) {
    co_await leases_.wait_for(options_.renew_every);
    if (over_) break;
    auto tags = ledger_.tags();
    std::size_t lost = 0;
    try {
      for (std::size_t from = 0; from < tags.size(); from += leases_at_once) {
        const auto begin = tags.begin() + static_cast<std::ptrdiff_t>(from);
        const auto count = std::min(leases_at_once, tags.size() - from);
        const auto gone = co_await broker_.renew({begin, begin + static_cast<std::ptrdiff_t>(count)});
        for (const std::string& tag : gone) lost += ledger_.holds(tag) ? 1U : 0U;
      }
    } catch (const redis::Unavailable& error) {
      redis_failed(error.what());
    }
    // Redis forgot them or another worker took them: at least once means that we go on.
    if (lost > 0) log::warning("leases were lost; their tasks may run twice", {{"leases", lost}});
  }
}

Task<void> Machine::sweep() {
  while (!stopping_) {
    std::size_t restored = 0;
    try {
      restored = co_await restore_overdue();
    } catch (const redis::Unavailable&) {
      restored = 0;
    }
    if (restored > 0) log::warning("messages of lost workers were put back", {{"messages", restored}});
    if (!stopping_) co_await sweeps_.wait_for(options_.sweep_every);
  }
}

Task<std::size_t> Machine::restore_overdue() {
  std::size_t restored = 0;
  if (!co_await broker_.lock_sweep()) co_return restored;
  for (bool more = true; more && !stopping_;) {
    const auto lost = co_await broker_.overdue(options_.visibility, restored_at_once);
    std::size_t moved = 0;
    for (const Overdue& each : lost) {
      if (ledger_.holds(each.tag)) continue;
      if (co_await broker_.restore_overdue(each, options_.visibility)) ++moved;
    }
    restored += moved;
    more = moved > 0 && lost.size() == restored_at_once;
  }
  co_await broker_.unlock_sweep();
  co_return restored;
}

Task<void> Machine::beat_heart() {
  co_await declare();
  co_await tell_worker("worker-online");
  while (!stopping_) {
    co_await heart_.wait_for(std::chrono::milliseconds{static_cast<int>(heartbeat_seconds * 1000)});
    if (stopping_) break;
    co_await declare();
    co_await tell_worker("worker-heartbeat");
  }
}

/// Again with every heartbeat: Redis may have lost it, and without it Python's clients find no queue.
Task<void> Machine::declare() {
  try {
    co_await broker_.declare();
  } catch (const redis::Unavailable&) {
    // The next one declares the same.
  }
}

Task<void> Machine::tell_worker(std::string_view type) {
  const Pulse pulse{.active = ledger_.count(Held::State::running), .processed = processed_};
  const std::vector<Event> event{speaker_.event(type, worker_fields(pulse), clock_.now())};
  const std::string text = write_events(event, options_.node, new_uuid(random_));
  try {
    co_await broker_.publish(event_channel(database_, event_routing_key(event)), text);
  } catch (const redis::Unavailable&) {
    // The next one tells the same.
  }
}

Task<void> Machine::give_back_all(bool also_begun) {
  std::vector<std::string> tags;
  for (const Held* held : ledger_.all()) {
    const bool unbegun = held->state == Held::State::ready || held->state == Held::State::scheduled;
    if (unbegun || (also_begun && held->state == Held::State::running)) tags.push_back(held->message.tag);
  }
  std::string failure;
  for (const std::string& tag : tags) {
    const Held* held = ledger_.find(tag);
    if (held == nullptr) continue;
    try {
      co_await broker_.give_back(held->message.raw, tag, held->state == Held::State::running);
    } catch (const redis::Unavailable& error) {
      failure = error.what();
    }
    if (!failure.empty()) break;
    ledger_.forget(tag);
  }
  if (!failure.empty()) {
    log::warning("messages could not be given back; others get them when the lease ends", {{"why", failure}});
  }
}

void Machine::subscribed() {
  if (!std::exchange(met_others_, true)) spawn(meet_others());
}

/// Learns which tasks were revoked while we were not there.
Task<void> Machine::meet_others() {
  const std::string us = new_uuid(random_);
  json::object arguments;
  arguments["from_node"] = options_.node;
  arguments["revoked"] = json::object{};
  const std::string text =
      write_control_request("hello", std::move(arguments), us, new_uuid(random_), speaker_.tick(), new_uuid(random_));
  try {
    co_await broker_.open_replies(us);
    co_await broker_.publish(control_channel(database_), text);
    co_await meeting_.wait_for(std::chrono::milliseconds{1000});
    for (const std::string& reply : co_await broker_.take_replies(us)) {
      const auto envelope = read_envelope(reply);
      const auto body = envelope ? body_text(*envelope) : std::nullopt;
      const auto parsed = body ? schema::parse_strict(*body) : std::nullopt;
      if (!parsed || !parsed->is_object()) continue;
      for (const auto& node : parsed->get_object()) {
        const json::object* said = node.value().if_object();
        const json::value* revoked = said != nullptr ? said->if_contains("revoked") : nullptr;
        if (revoked != nullptr && revoked->is_object()) merge_revoked(revoked->get_object());
      }
    }
  } catch (const redis::Unavailable&) {
    // Nobody to meet.
  }
}

void Machine::merge_revoked(const json::object& revoked) {
  for (const auto& id : revoked) {
    if (is_plain(id.key())) revoked_.add(id.key(), clock_.now());
  }
}

void Machine::hear(const redis::Message& message) {
  const auto request = read_control(message.payload);
  if (!request) return;
  speaker_.heard(request->clock);
  const bool from_us = request->method == "hello" && text_member(request->arguments, "from_node") == options_.node;
  if (from_us || !is_for(*request, options_.node)) return;
  json::value said = obey(*request);
  if (request->reply_routing_key.empty() || replies_ >= most_replies) return;
  std::string text = write_control_reply(*request, options_.node, std::move(said), speaker_.tick(), new_uuid(random_));
  spawn(send_reply(*request, std::move(text)));
}

Task<void> Machine::send_reply(ControlRequest request, std::string text) {
  ++replies_;
  try {
    co_await broker_.reply(request.reply_exchange, request.reply_routing_key, text);
  } catch (const redis::Unavailable&) {
    // Whoever asked gives up after a second.
  }
  --replies_;
}

json::value Machine::obey(const ControlRequest& request) {
  if (request.method == "enable_events" || request.method == "disable_events") {
    const bool wanted = request.method == "enable_events";
    const bool changed = std::exchange(task_events_, wanted) != wanted;
    return ok(fmt::format("task events {}{}", changed ? "" : "already ", wanted ? "enabled" : "disabled"));
  }
  if (request.method == "revoke") return revoke(request);
  if (request.method == "hello") {
    const json::value* revoked = request.arguments.if_contains("revoked");
    if (revoked != nullptr && revoked->is_object()) merge_revoked(revoked->get_object());
  }
  if (request.method == "shutdown" && options_.allow_shutdown) {
    begin_stop(std::chrono::minutes{1});
    return ok("worker stops");
  }
  return answer(request, facts());
}

/// A task that runs is left to end, whatever signal was asked for.
json::value Machine::revoke(const ControlRequest& request) {
  const auto ids = named_ids(request.arguments, "task_id");
  std::string names;
  for (const std::string& id : ids) {
    if (!is_plain(id)) continue;
    revoked_.add(id, clock_.now());
    for (Held* held : ledger_.with_id(id)) {
      if (held->state == Held::State::ready || held->state == Held::State::scheduled) end_revoked(*held, false);
    }
    if (names.size() < 1000) names += (names.empty() ? "" : ", ") + id;
  }
  return ok(fmt::format("tasks {} flagged as revoked", names));
}

WorkerFacts Machine::facts() const {
  std::vector<std::string> names;
  for (const auto& [name, handler] : *handlers_) names.push_back(name);
  const auto age = std::chrono::steady_clock::now() - born_;
  return {.options = options_,
          .ledger = ledger_,
          .revoked = revoked_,
          .totals = totals_,
          .registered = std::move(names),
          .broker_host = broker_host_,
          .broker_port = broker_port_,
          .database = database_,
          .pid = speaker_.pid(),
          .clock = speaker_.clock(),
          .uptime = std::chrono::duration_cast<std::chrono::seconds>(age)};
}

}  // namespace foyer::celery
