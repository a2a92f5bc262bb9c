#pragma once
// One coroutine waits, for a bounded time, for what another thread gives. Either may come first, and the waiting one
// may vanish with its io_context.

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "platform/async/task.h"

namespace foyer::db {

template <class T>
class Handover : public std::enable_shared_from_this<Handover<T>> {
 public:
  using Clock = std::chrono::steady_clock;

  /// False, and `value` is left as it was, if nobody waits any more. Any thread.
  bool give(T& value) {
    const std::lock_guard lock{mutex_};
    if (abandoned_) return false;
    value_.emplace(std::move(value));
    // Under the lock the waiting one, and with it its io_context, is still there.
    if (timer_ != nullptr)
      boost::asio::post(timer_->get_executor(), [self = this->shared_from_this()] { self->wake(); });
    return true;
  }
  bool is_abandoned() const {
    const std::lock_guard lock{mutex_};
    return abandoned_;
  }

  /// Once. Nothing if the time ends first; nothing can be given afterwards.
  static Task<std::optional<T>> wait(std::shared_ptr<Handover> self, Clock::time_point deadline) {
    Timer timer{co_await boost::asio::this_coro::executor, deadline};
    Waiting waiting{*self};
    if (self->is_ready_or_wakes(timer)) co_return waiting.leave();
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
    co_return waiting.leave();
  }

 private:
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  /// Ends the waiting on every way out, also when the coroutine is destroyed.
  class Waiting {
   public:
    explicit Waiting(Handover& at) : at_{at} {}
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { leave(); }
    std::optional<T> leave() {
      const std::lock_guard lock{at_.mutex_};
      at_.abandoned_ = true;
      at_.timer_ = nullptr;
      return std::exchange(at_.value_, std::nullopt);
    }

   private:
    Handover& at_;
  };

  bool is_ready_or_wakes(Timer& timer) {
    const std::lock_guard lock{mutex_};
    if (value_) return true;
    timer_ = &timer;
    return false;
  }
  void wake() {
    const std::lock_guard lock{mutex_};
    if (timer_ != nullptr) timer_->cancel();
  }

  mutable std::mutex mutex_;
  std::optional<T> value_;
  Timer* timer_ = nullptr;
  bool abandoned_ = false;
};

}  // namespace foyer::db
