#pragma once
// What a task's handler is given, and what it answers.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.h"
#include "platform/async/task.h"
#include "platform/celery/message.h"

namespace foyer::celery {

struct Call {
  std::string id;
  std::string name;
  boost::json::array args;
  boost::json::object kwargs;
  int retries = 0;
  Headers headers;               ///< traceparent and the like
  std::optional<Time> deadline;  ///< from `timelimit` and `expires`; nobody enforces it for the handler
  int deliveries = 1;            ///< this one included; above 1 an earlier try may have done everything already
};

/// An error as clients see it. Its texts are readable in Redis, events and Flower: ids only, no address, no token.
struct Failure {
  std::string exc_type;  ///< an exception's name; clients make one up for modules they do not have
  std::string exc_message;
  std::string exc_module = "auth.errors";
};

struct Outcome {
  enum class Kind { succeeded, failed, retry } kind = Kind::succeeded;
  boost::json::value result{};         ///< with succeeded
  Failure failure{};                   ///< with failed, and why with retry
  std::chrono::milliseconds delay{0};  ///< with retry

  static Outcome success(boost::json::value result = nullptr) {
    return {.kind = Kind::succeeded, .result = std::move(result)};
  }
  static Outcome fail(Failure failure) { return {.kind = Kind::failed, .failure = std::move(failure)}; }
  static Outcome retry_in(std::chrono::milliseconds delay, Failure why) {
    return {.kind = Kind::retry, .failure = std::move(why), .delay = delay};
  }
};

/// Runs at least once per message: handlers are idempotent. What it throws becomes a FAILURE that names the kind of
/// exception and nothing of its text.
using Handler = std::function<Task<Outcome>(Call)>;

}  // namespace foyer::celery
