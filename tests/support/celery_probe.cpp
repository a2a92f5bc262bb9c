// A worker, or a beat, to be started, killed and started again by tests and benchmarks.
//   celery_probe worker URL [NAME=VALUE...]   node, queue, concurrency, prefetch, events, visibility, renew_ms,
//   sweep_ms celery_probe beat URL NODE NAME:TASK:SECONDS... celery_probe send URL QUEUE COUNT TASK

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "platform/celery/beat.h"
#include "platform/celery/client.h"
#include "platform/celery/worker.h"

namespace foyer::celery {
namespace {

using Words = std::vector<std::string>;
namespace json = boost::json;

std::int64_t number_at(const json::array& args, std::size_t at) {
  return at < args.size() && args[at].is_int64() ? args[at].get_int64() : 0;
}

std::string text_at(const json::array& args, std::size_t at) {
  return at < args.size() && args[at].is_string() ? std::string{args[at].get_string().c_str()} : std::string{};
}

Task<void> pause(std::int64_t ms) {
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, std::chrono::milliseconds{ms}};
  co_await timer.async_wait(use_task);
}

Task<Outcome> noop(Call) { co_return Outcome::success(); }

Task<Outcome> echo(Call call) {
  json::object out;
  out["args"] = call.args;
  out["kwargs"] = call.kwargs;
  out["retries"] = call.retries;
  json::object headers;
  for (const auto& [name, text] : call.headers) headers[name] = text;
  out["headers"] = std::move(headers);
  out["limited"] = call.deadline.has_value();
  co_return Outcome::success(std::move(out));
}

Task<Outcome> sleep_for(Call call) {
  co_await pause(number_at(call.args, 0));
  co_return Outcome::success("slept");
}

/// Holds the handlers' thread, which nobody should, until a file appears.
Task<Outcome> hold(Call call) {
  while (::access(text_at(call.args, 0).c_str(), F_OK) != 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  co_return Outcome::success("held");
}

Task<Outcome> fail(Call) { co_return Outcome::fail({.exc_type = "Refused", .exc_message = "no such row"}); }

Task<Outcome> throw_secret(Call) { throw std::runtime_error{"secret-in-an-exception"}; }

/// Succeeds at the try with this number.
Task<Outcome> again_until(Call call) {
  if (call.retries < number_at(call.args, 0)) {
    co_return Outcome::retry_in(std::chrono::milliseconds{100}, {.exc_type = "Busy", .exc_message = "not yet"});
  }
  co_return Outcome::success(call.retries);
}

/// Adds a line to a file when it begins, waits, and adds another when it ends, unless one is there already.
Task<Outcome> mark(Call call) {
  const std::string file = text_at(call.args, 0);
  std::ofstream{file + ".begun", std::ios::app} << call.deliveries << "\n" << std::flush;
  co_await pause(number_at(call.args, 1));
  if (::access((file + ".done").c_str(), F_OK) != 0) std::ofstream{file + ".done", std::ios::app} << "done\n";
  co_return Outcome::success(call.deliveries);
}

std::map<std::string, std::string> settings_of(const Words& words, std::size_t from) {
  std::map<std::string, std::string> out;
  for (std::size_t i = from; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals != std::string::npos) out[words[i].substr(0, equals)] = words[i].substr(equals + 1);
  }
  return out;
}

WorkerOptions options_of(const std::map<std::string, std::string>& settings) {
  WorkerOptions options;
  options.node = "foyer@probe";
  const auto number = [&](const char* name, auto& out) {
    const auto found = settings.find(name);
    if (found != settings.end()) out = std::remove_reference_t<decltype(out)>{std::stoul(found->second)};
  };
  if (settings.contains("node")) options.node = settings.at("node");
  if (settings.contains("queue")) options.queue = settings.at("queue");
  options.task_events = settings.contains("events");
  options.allow_shutdown = settings.contains("control");
  number("concurrency", options.concurrency);
  number("prefetch", options.prefetch);
  number("visibility", options.visibility);
  number("renew_ms", options.renew_every);
  number("sweep_ms", options.sweep_every);
  return options;
}

Task<void> end_on_signal(boost::asio::signal_set& signals, std::function<void()> stop) {
  co_await signals.async_wait(boost::asio::as_tuple(use_task));
  stop();
}

int serve(const Words& words, redis::Options redis) {
  boost::asio::io_context io{1};
  SystemClock clock;
  crypto::SystemRandom random;
  const auto settings = settings_of(words, 3);
  CeleryWorker worker{options_of(settings), std::move(redis), clock, random};
  const std::map<std::string, Handler> handlers{
      {"probe.noop", &noop}, {"probe.echo", &echo},          {"probe.sleep", &sleep_for},   {"probe.hold", &hold},
      {"probe.fail", &fail}, {"probe.throw", &throw_secret}, {"probe.again", &again_until}, {"probe.mark", &mark},
  };
  for (const auto& [name, handler] : handlers) worker.on(name, handler);
  const std::chrono::milliseconds limit{settings.contains("limit_ms") ? std::stol(settings.at("limit_ms")) : 10'000};
  boost::asio::signal_set signals{io, SIGTERM, SIGINT};
  boost::asio::co_spawn(io, end_on_signal(signals, [&] { worker.stop(limit); }), boost::asio::detached);
  boost::asio::co_spawn(io, worker.run(), [&](const std::exception_ptr& failure) {
    signals.cancel();
    // Handlers that were abandoned are nobody's any more.
    io.stop();
    if (failure) std::rethrow_exception(failure);
  });
  io.run();
  return 0;
}

int beat(const Words& words, redis::Options redis) {
  boost::asio::io_context io{1};
  crypto::SystemRandom random;
  std::vector<BeatEntry> entries;
  for (std::size_t i = 4; i < words.size(); ++i) {
    const auto first = words[i].find(':');
    const auto last = words[i].rfind(':');
    entries.push_back({words[i].substr(0, first), words[i].substr(first + 1, last - first - 1),
                       std::chrono::seconds{std::stol(words[i].substr(last + 1))}});
  }
  CeleryBeat beat{io.get_executor(), {.node = words.at(3)}, std::move(redis), std::move(entries), random};
  boost::asio::signal_set signals{io, SIGTERM, SIGINT};
  boost::asio::co_spawn(io, end_on_signal(signals, [&] { beat.stop(); }), boost::asio::detached);
  boost::asio::co_spawn(io, beat.run(), boost::asio::detached);
  io.run();
  return 0;
}

Task<void> send_many(redis::Client& redis, Words words) {
  crypto::SystemRandom random;
  CeleryClient client{redis, words.at(3), "probe@send", random};
  const std::int64_t count = std::stol(words.at(4));
  for (std::int64_t i = 0; i < count; ++i) {
    NewTask task{.name = words.at(5)};
    task.args.push_back(i);
    const std::string id = co_await client.send(std::move(task));
    std::puts(id.c_str());
  }
  redis.close();
}

int send(const Words& words, redis::Options options) {
  boost::asio::io_context io{1};
  redis::Client redis{io.get_executor(), std::move(options)};
  boost::asio::co_spawn(io, send_many(redis, words), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  io.run();
  return 0;
}

int run(const Words& words) {
  auto redis = words.size() > 2 ? redis::parse_url(words[2]) : std::nullopt;
  if (!redis) return 64;
  if (words[1] == "worker") return serve(words, std::move(*redis));
  if (words[1] == "beat") return beat(words, std::move(*redis));
  if (words[1] == "send") return send(words, std::move(*redis));
  return 64;
}

}  // namespace
}  // namespace foyer::celery

int main(int count, char** words) { return foyer::celery::run({words, words + count}); }
