#pragma once
// Runs blocking work on other threads and resumes the caller on its own executor.

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <optional>
#include <type_traits>

#include "platform/async/task.h"

namespace foyer {

/// `co_await offload(pool, f)` returns f()'s value, or rethrows what it threw. `f` is moved to the pool's thread.
template <class F>
Task<std::invoke_result_t<F>> offload(boost::asio::thread_pool& pool, F f) {
  using R = std::invoke_result_t<F>;
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [&pool, home](auto handler, F work) {
    boost::asio::post(pool, [home, handler = std::move(handler), work = std::move(work)]() mutable {
      std::exception_ptr failure;
      std::optional<R> value;
      try {
        value.emplace(work());
      } catch (...) {
        failure = std::current_exception();
      }
      boost::asio::post(home, [handler = std::move(handler), failure, value = std::move(value)]() mutable {
        std::move(handler)(failure, std::move(value));
      });
    });
  };
  auto value = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                                    void(std::exception_ptr, std::optional<R>)>(std::move(start),
                                                                                                use_task, std::move(f));
  co_return std::move(*value);
}

}  // namespace foyer
