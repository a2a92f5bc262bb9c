#include "auth/even_answer.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace foyer {

Task<void> EvenAnswer::wait(std::chrono::nanoseconds at_least) const {
  if (step_ == std::chrono::milliseconds::zero()) co_return;
  const auto taken = std::max<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - since_, at_least);
  boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Executor>
      timer{co_await boost::asio::this_coro::executor};
  timer.expires_at(since_ + (taken / step_ + 1) * step_);
  co_await timer.async_wait(boost::asio::as_tuple(use_task));
}

}  // namespace foyer
