// From the queue to the handlers.

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/core/demangle.hpp>
#include <exception>
#include <typeinfo>

#include "platform/celery/machine.h"
#include "platform/celery/names.h"
#include "platform/observe/log.h"

namespace foyer::celery {
namespace {

/// How long `reclaim` finds the tags of the last reservation.
constexpr std::chrono::seconds remembered{3600};
/// Least while a worker waits for a message; the lists of lesser priorities are looked at as often.
constexpr std::chrono::milliseconds longest_block{3000};
/// Between two looks where waiting does not work.
constexpr std::chrono::milliseconds longest_look{500};

/// The kind of what a handler threw, never its text: results are readable by many.
std::string kind_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return boost::core::demangle(typeid(error).name());
  } catch (...) {
    return "unknown exception";
  }
}

/// Runs on the handlers' thread; everything it needs outlives the worker.
Task<void> execute(std::shared_ptr<Inbox> inbox, std::shared_ptr<const Handlers> keep, std::string tag,
                   const Handler* handler, Call call) {
  const auto started = std::chrono::steady_clock::now();
  Ended ended{.tag = std::move(tag), .outcome = {}};
  std::exception_ptr failure;
  try {
    ended.outcome = co_await (*handler)(std::move(call));
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) ended.outcome = Outcome::fail({.exc_type = "TaskError", .exc_message = kind_of(failure)});
  ended.runtime = std::chrono::steady_clock::now() - started;
  inbox->put(std::move(ended));
}

std::string_view name_of(Defect defect) {
  switch (defect) {
    case Defect::unreadable:
      return "unreadable";
    case Defect::content_type:
      return "content type";
    case Defect::compressed:
      return "compressed";
    case Defect::malformed:
      return "malformed";
    case Defect::unsupported:
      return "unsupported";
  }
  return "unknown";
}

Failure failure_of(const Defective& what) {
  switch (what.defect) {
    case Defect::content_type:
      return {"ContentDisallowed", "refusing content of type " + what.why, "kombu.exceptions"};
    case Defect::unsupported:
    case Defect::compressed:
      return {"NotImplementedError", what.why + " not supported", "builtins"};
    case Defect::unreadable:
    case Defect::malformed:
      break;
  }
  return {"DecodeError", "malformed message: " + what.why, "kombu.exceptions"};
}

}  // namespace

Task<void> Machine::take_work() {
  while (!stopping_) {
    const std::size_t free = room();
    if (free == 0) {
      co_await slots_.wait();
      continue;
    }
    std::string failure;
    bool found = false;
    try {
      found = co_await reserve_some(free);
      redis_answered();
    } catch (const redis::Unavailable& error) {
      failure = error.what();
    }
    if (!failure.empty()) {
      if (stopping_) break;
      redis_failed(failure);
      co_await slots_.wait_for(next_pause());
    } else if (!found && !stopping_) {
      co_await wait_for_message();
    }
  }
}

std::size_t Machine::room() const {
  using enum Held::State;
  if (ledger_.count(scheduled) >= options_.most_scheduled) return 0;
  const std::size_t used = ledger_.count(ready) + ledger_.count(running) + ledger_.count(ending);
  return used < options_.prefetch ? std::min<std::size_t>(options_.prefetch - used, 500) : 0;
}

Task<bool> Machine::reserve_some(std::size_t most) {
  if (answer_lost_) {
    auto again = co_await broker_.reclaim();
    answer_lost_ = false;
    std::erase_if(again, [this](const Reserved& each) { return ledger_.holds(each.tag); });
    for (Reserved& each : again) accept(std::move(each));
    if (!again.empty()) log::info("messages of a lost answer were taken up", {{"messages", again.size()}});
  }
  // Until it has answered, nobody knows what it did.
  answer_lost_ = true;
  auto reservation = co_await broker_.reserve(most, remembered);
  answer_lost_ = false;
  if (reservation.dead > 0) {
    log::warning("elements that are no messages were put aside", {{"elements", reservation.dead}, {"list", dead_key}});
  }
  for (Reserved& each : reservation.messages) accept(std::move(each));
  if (!stopping_) start_ready();
  co_return reservation.dead > 0 || !reservation.messages.empty();
}

Task<void> Machine::wait_for_message() {
  // Moves the tail onto itself: waits for something to be there and changes nothing.
  redis::Command block{"BLMOVE", options_.queue, options_.queue, "RIGHT", "RIGHT", "1"};
  bool failed = false;
  try {
    const redis::Reply reply = co_await waiter_.run(std::move(block), longest_block);
    if (const auto* failure = reply.failure()) {
      if (std::exchange(complaint_, failure->text) != failure->text) {
        log::error("Redis does not let the worker wait", {{"why", failure->text}});
      }
      failed = true;
    }
  } catch (const redis::Unavailable&) {
    failed = true;
  }
  if (failed && !stopping_) co_await slots_.wait_for(longest_look);
}

void Machine::accept(Reserved reserved) {
  if (ledger_.holds(reserved.tag)) {
    log::warning("a message came twice at the same time", {{"tag", reserved.tag}});
    return;
  }
  auto read = read_task(reserved.raw);
  if (read && read->tag != reserved.tag) read = std::unexpected(Defective{});
  if (!read) return refuse(reserved, read.error());
  TaskMessage& message = *read;
  const Subject subject{message.id, message.parent_id, message.group};
  if (!handlers_->contains(message.name)) {
    log::warning("task of an unknown name was refused", {{"task", message.id}, {"name", message.name}});
    const Failure failure{"NotRegistered", message.name, "celery.exceptions"};
    return end_failed(subject, message.tag, failure, message.ignore_result, {});
  }
  if (reserved.deliveries > options_.most_deliveries) {
    log::error("task was delivered too often and put aside", {{"task", message.id}, {"name", message.name}});
    const Failure failure{"DeliveriesExhausted", "delivered too often"};
    return end_failed(subject, message.tag, failure, message.ignore_result, reserved.raw);
  }
  const Time now = clock_.now();
  Held& held = ledger_.add(std::move(message), reserved.deliveries, now);
  if (task_events_) say("task-received", received_fields(held.message));
  if (!end_unrun(held) && held.state == Held::State::scheduled) schedule_.ring();
}

void Machine::refuse(const Reserved& reserved, const Defective& what) {
  log::warning("a message was refused and put aside", {{"why", name_of(what.defect)}, {"task", what.id}});
  if (what.id.empty()) {
    return push_end({.tag = reserved.tag, .list = std::string{dead_key}, .message = reserved.raw});
  }
  end_failed({.id = what.id}, reserved.tag, failure_of(what), what.ignore_result, reserved.raw);
}

/// True if it was expired or revoked, and has ended by that.
bool Machine::end_unrun(Held& held) {
  const Time now = clock_.now();
  const bool expired = held.message.expires && *held.message.expires <= now;
  if (!expired && !revoked_.contains(held.message.id, now)) return false;
  end_revoked(held, expired);
  return true;
}

void Machine::start_ready() {
  std::vector<Start> starts;
  while (!over_ && ledger_.count(Held::State::running) < options_.concurrency) {
    Held* held = ledger_.first_ready();
    if (held == nullptr) break;
    if (!end_unrun(*held)) starts.push_back(start_of(*held));
  }
  if (starts.empty()) return;
  auto run_them = [inbox = inbox_, handlers = handlers_, where = handlers_run_on_,
                   starts = std::move(starts)]() mutable {
    for (Start& start : starts) {
      boost::asio::co_spawn(where, execute(inbox, handlers, std::move(start.tag), start.handler, std::move(start.call)),
                            boost::asio::detached);
    }
  };
  boost::asio::post(handlers_run_on_, std::move(run_them));
}

Machine::Start Machine::start_of(Held& held) {
  const TaskMessage& message = held.message;
  ledger_.mark(held, Held::State::running);
  held.started = clock_.now();
  if (task_events_) say("task-started", uuid_fields(message.id));
  std::optional<Time> deadline = message.expires;
  if (message.time_limit) {
    const Time limit = held.started + *message.time_limit;
    deadline = deadline ? std::min(*deadline, limit) : limit;
  }
  Call call{.id = message.id,
            .name = message.name,
            .args = message.args,
            .kwargs = message.kwargs,
            .retries = message.retries,
            .headers = message.headers,
            .deadline = deadline,
            .deliveries = held.deliveries};
  return {message.tag, &handlers_->find(message.name)->second, std::move(call)};
}

Task<void> Machine::watch_schedule() {
  // Wall clocks jump, so no wait is longer than a second.
  constexpr std::chrono::milliseconds longest{1000};
  while (!stopping_) {
    const auto due = ledger_.next_due();
    if (!due) {
      co_await schedule_.wait();
      continue;
    }
    const auto left = std::chrono::milliseconds{*due - clock_.now()};
    if (left > std::chrono::milliseconds{0}) co_await schedule_.wait_for(std::min(left, longest));
    if (stopping_) break;
    ledger_.release_due(clock_.now());
    start_ready();
  }
}

}  // namespace foyer::celery
