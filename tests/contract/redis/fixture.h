#pragma once
// A Redis of the test's own, and coroutines that run to their end on an io_context that a client may use further.

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>

#include "platform/redis/redis.h"
#include "tests/support/redis_server.h"
#include "tests/support/run_on.h"

namespace foyer::redis {

using test::run_on;

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
