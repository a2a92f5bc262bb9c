#pragma once
// For clients that belong to one io_context, and keep listening there between two coroutines of a test.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "platform/async/task.h"

namespace foyer::test {

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

}  // namespace foyer::test
