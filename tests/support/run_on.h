#pragma once
// For clients that belong to one io_context, and keep listening there between two coroutines of a test.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
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
  // Another thread may still be letting go of the work that ended last, which stops the context at its leisure.
  const auto work = boost::asio::make_work_guard(io);
  const auto run_until_ended = [&] {
    while (!ended) {
      if (io.run_one() == 0) io.restart();
    }
  };
  io.restart();
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) {
      failure = std::move(thrown);
      ended = true;
    });
    run_until_ended();
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> value;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T result) {
      failure = std::move(thrown);
      value.emplace(std::move(result));
      ended = true;
    });
    run_until_ended();
    if (failure) std::rethrow_exception(failure);
    return std::move(value.value());
  }
}

}  // namespace foyer::test
