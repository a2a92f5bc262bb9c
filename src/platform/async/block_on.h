#pragma once
// Runs one coroutine to its end on the calling thread: for start-up, commands and tests, never inside a request.

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "platform/async/task.h"

namespace foyer {

template <class T>
T block_on(Task<T> task) {
  boost::asio::io_context context{1};
  std::optional<T> out;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown, std::optional<T> value) {
    failure = thrown;
    out = std::move(value);
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*out);
}

inline void block_on(Task<void> task) {
  boost::asio::io_context context{1};
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace foyer
