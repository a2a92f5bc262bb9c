#pragma once
// Runs one coroutine to its end on this thread.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "platform/async/task.h"

namespace foyer::test {

template <class T>
T run(Task<T> task) {
  boost::asio::io_context context{1};
  std::exception_ptr failure;
  bool ended = false;
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(context.get_executor(), std::move(task), [&](std::exception_ptr thrown) {
      failure = std::move(thrown);
      ended = true;
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::logic_error{"the coroutine never ended"};
  } else {
    std::optional<T> value;
    boost::asio::co_spawn(context.get_executor(), std::move(task), [&](std::exception_ptr thrown, T result) {
      failure = std::move(thrown);
      value.emplace(std::move(result));
      ended = true;
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::logic_error{"the coroutine never ended"};
    return std::move(*value);
  }
}

}  // namespace foyer::test
