#include "auth/even_answer.h"

#include <boost/asio/steady_timer.hpp>

namespace foyer {

Task<void> EvenAnswer::wait() const {
  if (step_ == std::chrono::milliseconds::zero()) co_return;
  const auto taken = std::chrono::steady_clock::now() - since_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Executor>
      timer{co_await boost::asio::this_coro::executor};
  timer.expires_at(since_ + (taken / step_ + 1) * step_);
  co_await timer.async_wait(boost::asio::as_tuple(use_task));
}

}  // namespace foyer
