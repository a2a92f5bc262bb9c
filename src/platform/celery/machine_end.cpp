// From the handlers' outcomes to Redis.

#include <algorithm>
#include <span>
#include <utility>

#include "platform/celery/machine.h"
#include "platform/celery/names.h"
#include "platform/celery/uuid.h"
#include "platform/observe/log.h"

namespace foyer::celery {
namespace {

/// Ends written by one call: Redis does nothing else meanwhile.
constexpr std::size_t most_at_once = 100;
constexpr std::size_t most_events = 10'000;

Subject subject_of(const TaskMessage& message) { return {message.id, message.parent_id, message.group}; }

}  // namespace

void Machine::take_mail() {
  if (over_) return;
  for (Ended& ended : inbox_->take()) {
    Held* held = ledger_.find(ended.tag);
    if (held == nullptr || held->state != Held::State::running) continue;
    ++processed_;
    ++totals_[held->message.name];
    end(*held, ended.outcome, std::chrono::duration<double>(ended.runtime).count());
  }
  if (!stopping_) start_ready();
}

void Machine::end(Held& held, const Outcome& outcome, double runtime_seconds) {
  const TaskMessage& message = held.message;
  const Subject subject = subject_of(message);
  End end{.tag = message.tag, .result_key = result_key(message.id)};
  switch (outcome.kind) {
    case Outcome::Kind::succeeded:
      end.result = success_meta(subject, outcome.result, clock_.now());
      if (task_events_) say("task-succeeded", succeeded_fields(message.id, outcome.result, runtime_seconds));
      break;
    case Outcome::Kind::failed:
      log::warning("task failed", {{"task", message.id}, {"name", message.name}, {"why", outcome.failure.exc_type}});
      end.result = failure_meta(subject, outcome.failure, clock_.now());
      if (task_events_) say("task-failed", failed_fields(message.id, outcome.failure));
      break;
    case Outcome::Kind::retry:
      log::info("task will be tried again", {{"task", message.id},
                                             {"name", message.name},
                                             {"why", outcome.failure.exc_type},
                                             {"retries", message.retries}});
      end.result = retry_meta(subject, outcome.failure);
      end.list = list_name(options_.queue, message.priority);
      end.message = write_retry(message, clock_.now() + outcome.delay, new_uuid(random_));
      if (task_events_) say("task-retried", failed_fields(message.id, outcome.failure));
      break;
  }
  if (message.ignore_result) end.result.clear();
  ledger_.mark(held, Held::State::ending);
  push_end(std::move(end));
}

/// `raw` goes to the dead, if there is any.
void Machine::end_failed(const Subject& subject, const std::string& tag, const Failure& failure, bool ignore_result,
                         const std::string& raw) {
  End end{.tag = tag, .result_key = result_key(subject.id)};
  if (!ignore_result) end.result = failure_meta(subject, failure, clock_.now());
  if (!raw.empty()) {
    end.list = dead_key;
    end.message = raw;
  }
  if (task_events_) say("task-failed", failed_fields(subject.id, failure));
  push_end(std::move(end));
}

void Machine::end_revoked(Held& held, bool expired) {
  const TaskMessage& message = held.message;
  log::info("task was revoked", {{"task", message.id}, {"name", message.name}, {"expired", expired}});
  End end{.tag = message.tag, .result_key = result_key(message.id)};
  if (!message.ignore_result) {
    end.result = revoked_meta(subject_of(message), expired ? "expired" : "revoked", clock_.now());
  }
  if (task_events_) say("task-revoked", revoked_fields(message.id, expired));
  ledger_.mark(held, Held::State::ending);
  push_end(std::move(end));
}

void Machine::push_end(End end) {
  ends_.push_back(std::move(end));
  out_.ring();
}

Task<void> Machine::write_ends() {
  while (!over_) {
    if (ends_.empty() && events_.empty()) {
      if (ledger_.count(Held::State::running) == 0) quiet_.ring();
      co_await out_.wait();
      continue;
    }
    bool failed = false;
    try {
      co_await write_down();
    } catch (const redis::Unavailable& error) {
      redis_failed(error.what());
      failed = true;
    }
    if (failed) co_await out_.wait_for(next_pause());
  }
}

Task<void> Machine::write_down() {
  if (!ends_.empty()) {
    const std::size_t count = std::min(ends_.size(), most_at_once);
    std::vector<End> batch;
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) batch.push_back(ends_[i]);
    co_await broker_.finish(batch, options_.results_live);
    ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(count));
    for (const End& end : batch) ledger_.forget(end.tag);
    slots_.ring();
  }
  if (!events_.empty()) co_await tell_events();
}

void Machine::say(std::string_view type, boost::json::object fields) {
  // Events are news, not history: while nobody can hear them they are not kept without end.
  if (events_.size() >= most_events) return;
  events_.push_back(speaker_.event(type, std::move(fields), clock_.now()));
  out_.ring();
}

Task<void> Machine::tell_events() {
  const std::vector<Event> events = std::exchange(events_, {});
  std::vector<std::pair<std::string, std::string>> told;
  for (std::span<const Event> rest{events}; !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), most_at_once));
    rest = rest.subspan(some.size());
    told.emplace_back(event_channel(database_, event_routing_key(some)),
                      write_events(some, options_.node, new_uuid(random_)));
  }
  co_await broker_.publish_all(std::move(told));
}

}  // namespace foyer::celery
