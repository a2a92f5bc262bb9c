#include "platform/celery/machine.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>

#include "platform/celery/names.h"
#include "platform/observe/log.h"

namespace foyer::celery {
namespace {

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};
/// More than a command may take.
constexpr std::chrono::seconds last_answers{5};

WorkerOptions complete(WorkerOptions options) {
  options.concurrency = std::max<std::size_t>(options.concurrency, 1);
  if (options.prefetch == 0) options.prefetch = 4 * options.concurrency;
  return options;
}

/// Nothing is told twice to a worker that asks less often than this.
redis::Options patient(redis::Options options) {
  options.command_timeout = std::max(options.command_timeout, std::chrono::milliseconds{4000});
  return options;
}

}  // namespace

Machine::Machine(WorkerOptions options, redis::Options redis, std::shared_ptr<const Handlers> handlers,
                 Executor handlers_run_on, const Clock& clock, crypto::Random& random)
    : options_{complete(std::move(options))},
      handlers_{std::move(handlers)},
      handlers_run_on_{handlers_run_on},
      clock_{clock},
      random_{random},
      broker_host_{redis.host},
      broker_port_{redis.port},
      database_{redis.database},
      broker_{io_->get_executor(), redis.copy(), options_.queue, random},
      waiter_{io_->get_executor(), patient(redis.copy())},
      subscriber_{io_->get_executor(), redis.copy(),
                  redis::Listening{.channels = {control_channel(database_)},
                                   .patterns = {},
                                   .on_message = [this](const redis::Message& message) { hear(message); },
                                   .on_ready = [this] { subscribed(); },
                                   .on_gap = {}}},
      inbox_{std::make_shared<Inbox>(io_, [this] { take_mail(); })},
      speaker_{options_.node, ::getpid()},
      task_events_{options_.task_events} {}

void Machine::spawn(Task<void> task) {
  ++alive_;
  boost::asio::co_spawn(*io_, std::move(task), [this](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
    if (--alive_ <= 1) quiet_.ring();
  });
}

void Machine::run() {
  subscriber_.start();
  for (const Loop loop : {&Machine::take_work, &Machine::watch_schedule, &Machine::write_ends, &Machine::keep_leases,
                          &Machine::sweep, &Machine::beat_heart}) {
    spawn((this->*loop)());
  }
  log::info("worker ready", {{"node", options_.node},
                             {"queue", options_.queue},
                             {"concurrency", options_.concurrency},
                             {"tasks", handlers_->size()}});
  io_->run();
}

void Machine::stop(std::chrono::milliseconds limit) {
  boost::asio::post(*io_, [this, limit] { begin_stop(limit); });
}

void Machine::begin_stop(std::chrono::milliseconds limit) {
  if (stopping_) return;
  stopping_ = true;
  log::info("worker stops", {{"running", ledger_.count(Held::State::running)}});
  waiter_.close();
  for (Bell* bell : {&slots_, &schedule_, &sweeps_, &heart_, &meeting_}) bell->ring();
  spawn(shut_down(limit));
}

Task<void> Machine::shut_down(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  co_await give_back_all(false);
  co_await wait_until(deadline,
                      [this] { return ledger_.count(Held::State::running) + ends_.size() + events_.size() == 0; });
  inbox_->close();
  const std::size_t abandoned = ledger_.count(Held::State::running);
  if (abandoned > 0) log::warning("tasks did not end in time and were given back", {{"tasks", abandoned}});
  over_ = true;
  out_.ring();
  leases_.ring();
  // A closed client connects again for whoever asks, so nobody may be left to ask.
  co_await wait_until(std::chrono::steady_clock::now() + last_answers, [this] { return alive_ == 1; });
  co_await give_back_all(true);
  co_await tell_worker("worker-offline");
  try {
    co_await broker_.forget_reservation();
  } catch (const redis::Unavailable&) {
    // It expires.
  }
  subscriber_.stop();
  waiter_.close();
  broker_.client().close();
  log::info("worker stopped", {{"processed", static_cast<std::int64_t>(processed_)}});
}

Task<void> Machine::wait_until(std::chrono::steady_clock::time_point deadline, std::function<bool()> claim) {
  while (!claim()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds{0}) break;
    co_await quiet_.wait_for(left);
  }
}

void Machine::redis_failed(std::string_view why) {
  if (!redis_gone_) log::error("worker waits for Redis", {{"why", why}});
  redis_gone_ = true;
}

void Machine::redis_answered() {
  if (redis_gone_) log::info("worker goes on");
  redis_gone_ = false;
  pause_ = {};
}

std::chrono::milliseconds Machine::next_pause() {
  pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
  return pause_;
}

}  // namespace foyer::celery
