#pragma once
// Wakes one coroutine. Ringing before it waits is not lost. One thread.

#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "platform/async/task.h"

namespace foyer::celery {

class Bell {
 public:
  explicit Bell(Executor executor) : timer_{executor} {}

  void ring() {
    rung_ = true;
    timer_.cancel();
  }
  Task<void> wait() { return wait_until(boost::asio::steady_timer::time_point::max()); }
  Task<void> wait_for(std::chrono::milliseconds limit) {
    return wait_until(boost::asio::steady_timer::clock_type::now() + limit);
  }

 private:
  Task<void> wait_until(boost::asio::steady_timer::time_point end) {
    if (!rung_) {
      timer_.expires_at(end);
      co_await timer_.async_wait(boost::asio::as_tuple(use_task));
    }
    rung_ = false;
  }

  boost::asio::steady_timer timer_;
  bool rung_ = false;
};

}  // namespace foyer::celery
