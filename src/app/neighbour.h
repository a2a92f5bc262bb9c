#pragma once
// Something outside that may be slow or gone, asked for metrics at most once in five seconds, whoever scrapes; a scrape
// waits for its answer for at most one second. Threads: belongs to one io_context.

#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <functional>

#include "platform/async/task.h"

namespace foyer::app {

class Neighbour {
 public:
  /// `ask` may throw, which is a no.
  Neighbour(Executor executor, std::function<Task<bool>()> ask)
      : executor_{std::move(executor)}, ask_{std::move(ask)}, patience_{executor_} {}

  /// Asks, unless the last answer is fresh.
  void begin();
  /// Until it has answered or was too slow.
  Task<void> settle();
  bool is_up() const noexcept { return up_ && !asking_; }

 private:
  using Steady = std::chrono::steady_clock;

  Task<void> ask_once();

  Executor executor_;
  std::function<Task<bool>()> ask_;
  boost::asio::basic_waitable_timer<Steady, boost::asio::wait_traits<Steady>, Executor> patience_;
  Steady::time_point next_{};
  bool asking_ = false;
  bool up_ = false;
};

}  // namespace foyer::app
