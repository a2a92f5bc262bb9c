#pragma once
// A Redis of the test's own, and coroutines that run to their end on an io_context that a client may use further.

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "platform/redis/redis.h"
#include "tests/support/redis_server.h"

namespace foyer::redis {

/// Runs one coroutine to its end, and leaves what else goes on in the context (a connection listens) where it is.
template <class T>
T run_on(boost::asio::io_context& io, Task<T> task) {
  std::exception_ptr failure;
  bool ended = false;
  io.restart();
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) {
      failure = std::move(thrown);
      ended = true;
    });
    while (!ended && io.run_one() > 0) continue;
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> value;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T result) {
      failure = std::move(thrown);
      value.emplace(std::move(result));
      ended = true;
    });
    while (!ended && io.run_one() > 0) continue;
    if (failure) std::rethrow_exception(failure);
    return std::move(value.value());
  }
}

inline Options impatient(Options options) {
  options.connect_timeout = std::chrono::milliseconds{300};
  options.command_timeout = std::chrono::milliseconds{300};
  return options;
}

/// Why the task failed with Unavailable; "" if it did not.
template <class T>
std::string trouble_of(boost::asio::io_context& io, Task<T> task) {
  try {
    run_on(io, std::move(task));
  } catch (const Unavailable& gone) {
    return gone.what();
  }
  return "";
}

class OnRedis : public testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    return run_on(io, std::move(task));
  }
  std::string text(Command command) {
    const Reply reply = run(client.run(std::move(command)));
    if (const Failure* failure = reply.failure()) return "-" + failure->text;
    return reply.text() == nullptr ? "(no text)" : *reply.text();
  }

  test::RedisServer server;
  boost::asio::io_context io{1};
  Client client{io.get_executor(), server.options()};
};

}  // namespace foyer::redis
