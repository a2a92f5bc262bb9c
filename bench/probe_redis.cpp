// What one connection of our Redis client carries from one thread.
//   redis-server --port 7777 --save "" & build/release/bench/probe_redis redis://127.0.0.1:7777

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>

#include "platform/redis/redis.h"

namespace {

using foyer::Task;
using foyer::redis::Client;
using foyer::redis::Command;
using Steady = std::chrono::steady_clock;

constexpr int commands_of_all = 400'000;
constexpr int commands_alone = 20'000;

Task<> set_often(Client& client, int first, int count) {
  for (int at = first; at < first + count; ++at) {
    Command command{"SET", fmt::format("key:{}", at % 10'000), "value"};
    const auto reply = co_await client.run(std::move(command));
    if (reply.text() == nullptr) throw std::runtime_error{"SET failed"};
  }
}

Task<> set_in_batches(Client& client, int count, int batch) {
  for (int at = 0; at < count; at += batch) {
    std::vector<Command> commands;
    commands.reserve(static_cast<std::size_t>(batch));
    for (int each = at; each < at + batch; ++each) {
      commands.push_back({"SET", fmt::format("key:{}", each % 10'000), "value"});
    }
    const auto replies = co_await client.run_all(std::move(commands));
    if (replies.back().text() == nullptr) throw std::runtime_error{"SET failed"};
  }
}

void finish(boost::asio::io_context& io, int& running) {
  while (running > 0 && io.run_one() > 0) continue;
}

auto counted(int& running) {
  ++running;
  return [&running](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
    --running;
  };
}

double per_second(int count, Steady::time_point since) {
  return count / std::chrono::duration<double>(Steady::now() - since).count();
}

}  // namespace

int main(int argc, char** argv) {
  auto options = foyer::redis::parse_url(argc > 1 ? argv[1] : "");
  if (!options) return EXIT_FAILURE;
  boost::asio::io_context io{1};
  Client client{io.get_executor(), std::move(*options)};
  int running = 0;
  boost::asio::co_spawn(io, set_often(client, 0, 1'000), counted(running));
  finish(io, running);
  for (const int coroutines : {1, 16, 64, 256, 1'000}) {
    const int each = coroutines == 1 ? commands_alone : commands_of_all / coroutines;
    const auto since = Steady::now();
    for (int one = 0; one < coroutines; ++one) {
      boost::asio::co_spawn(io, set_often(client, one * each, each), counted(running));
    }
    finish(io, running);
    const double rate = per_second(coroutines * each, since);
    fmt::print("{:5} coroutines {:9.0f} SET/s {:8.1f} us each\n", coroutines, rate, 1e6 * coroutines / rate);
  }
  const auto since = Steady::now();
  boost::asio::co_spawn(io, set_in_batches(client, commands_of_all, 1'000), counted(running));
  finish(io, running);
  fmt::print("batches of 1000  {:9.0f} SET/s\n", per_second(commands_of_all, since));
  return EXIT_SUCCESS;
}
