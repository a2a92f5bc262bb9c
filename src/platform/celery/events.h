#pragma once
// Events, as Flower and `celery events` read them. Pure: what is said and how it is written, not when.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "platform/celery/message.h"
#include "platform/celery/task.h"

namespace foyer::celery {

struct Event {
  std::string type;
  std::string text;  ///< a JSON object
};

/// What all events of one worker share. The clock is Lamport's: it rises with every event, and above every other
/// that is heard of.
class Speaker {
 public:
  Speaker(std::string node, std::int64_t pid) : node_{std::move(node)}, pid_{pid} {}

  const std::string& node() const noexcept { return node_; }
  std::int64_t pid() const noexcept { return pid_; }
  std::int64_t clock() const noexcept { return clock_; }
  std::int64_t tick() noexcept { return ++clock_; }
  void heard(std::int64_t clock) noexcept;

  /// `fields` with type, hostname, pid, clock, timestamp and utcoffset.
  Event event(std::string_view type, boost::json::object fields, Time now);

 private:
  std::string node_;
  std::int64_t pid_ = 0;
  std::int64_t clock_ = 0;
};

/// How a worker is.
struct Pulse {
  std::size_t active = 0;
  std::uint64_t processed = 0;
};

inline constexpr double heartbeat_seconds = 2.0;

boost::json::object worker_fields(const Pulse&);
boost::json::object received_fields(const TaskMessage&);
boost::json::object uuid_fields(std::string_view id);
boost::json::object succeeded_fields(std::string_view id, const boost::json::value& result, double runtime_seconds);
boost::json::object failed_fields(std::string_view id, const Failure&);
boost::json::object revoked_fields(std::string_view id, bool expired);

/// "task-received" is routed as "task.received", and several at once as "task.multi". Never of no events.
std::string event_routing_key(std::span<const Event>);
/// One envelope for one event or several.
std::string write_events(std::span<const Event>, std::string_view node, std::string_view tag);

}  // namespace foyer::celery
