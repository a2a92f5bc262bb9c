#pragma once
// Task messages, protocol 2 (https://docs.celeryq.dev/en/stable/internals/protocol.html), JSON only. The text of a
// message is kept: what goes back to the queue is what came from it.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "platform/celery/envelope.h"

namespace foyer::celery {

using Headers = std::map<std::string, std::string, std::less<>>;

struct TaskMessage {
  std::string raw;  ///< as it lay in the queue
  std::string tag;  ///< names this delivery; a retry has a new one
  std::string id;
  std::string name;
  std::string root_id;    ///< empty: unknown
  std::string parent_id;  ///< empty: none
  std::string group;      ///< empty: none
  int retries = 0;
  int priority = 0;
  bool redelivered = false;
  bool ignore_result = false;
  std::optional<Time> eta;
  std::optional<Time> expires;
  std::optional<std::chrono::seconds> time_limit;  ///< the shorter of hard and soft
  std::string exchange;
  std::string routing_key;
  std::string args_repr;
  std::string kwargs_repr;
  boost::json::array args;
  boost::json::object kwargs;
  Headers headers;  ///< those with a text that are not the protocol's: traceparent, x-request-id
};

enum class Defect {
  unreadable,    ///< no JSON, no id, no name: nothing to answer to
  content_type,  ///< pickle and the like are not even looked at
  compressed,
  malformed,    ///< fields or body of the wrong kind
  unsupported,  ///< chord, callbacks, errbacks or chain, which would be lost silently
};

/// Why a message is not run. What could be read of it is there to answer with.
struct Defective {
  Defect defect = Defect::unreadable;
  std::string why{};
  std::string id{};
  std::string name{};
  bool ignore_result = false;
};

std::expected<TaskMessage, Defective> read_task(std::string raw);

/// What a producer says; the rest of the fields follow from it.
struct NewTask {
  std::string name;
  boost::json::array args{};
  boost::json::object kwargs{};
  std::string id{};  ///< empty: a new UUID
  std::optional<Time> eta{};
  std::optional<Time> expires{};
  int priority = 0;  ///< 0 is served first, 9 last
  bool ignore_result = false;
  Headers headers{};  ///< traceparent and the like; names of the protocol are not taken
  /// Shown in events and Flower instead of the arguments.
  std::optional<std::string> args_repr{};
  std::optional<std::string> kwargs_repr{};
};

/// `origin` names the producer ("foyer@host"); `task.id` must not be empty.
std::string write_task(const NewTask& task, std::string_view queue, std::string_view origin, std::string_view tag);

/// The same task once more: one retry later, not before `eta`, as a delivery of its own.
std::string write_retry(const TaskMessage&, Time eta, std::string_view tag);

/// What waits in hash `unacked`: [message, exchange, routing key], with everything but the text of the message.
std::string entry_end(std::string_view queue);

/// An entry of `unacked`, its message marked as redelivered.
struct Restored {
  std::string text;
  std::string exchange;
  std::string routing_key;
  int priority = 0;
};
std::optional<Restored> restore(std::string_view entry);

/// True for chord, callbacks, errbacks and chain: what a worker must do beyond the task itself.
bool asks_for_more(const boost::json::value& embed) noexcept;

}  // namespace foyer::celery
