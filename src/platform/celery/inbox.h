#pragma once
// How handlers end, on their way from the thread they run on to the worker's own. Outlives both: a handler that is
// abandoned at a shutdown may end when the worker is gone, and finds nobody there.

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/celery/task.h"

namespace foyer::celery {

struct Ended {
  std::string tag;
  Outcome outcome;
  std::chrono::steady_clock::duration runtime{};
};

class Inbox {
 public:
  /// `on_mail` runs on `io` when something came, once for all that came since take().
  Inbox(std::shared_ptr<boost::asio::io_context> io, std::function<void()> on_mail)
      : io_{std::move(io)}, on_mail_{std::move(on_mail)} {}

  /// Any thread.
  void put(Ended ended) {
    const std::lock_guard lock{mutex_};
    if (closed_) return;
    ended_.push_back(std::move(ended));
    if (ended_.size() == 1) boost::asio::post(*io_, [this] { on_mail_(); });
  }
  std::vector<Ended> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(ended_, {});
  }
  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }

 private:
  const std::shared_ptr<boost::asio::io_context> io_;
  const std::function<void()> on_mail_;
  std::mutex mutex_;
  std::vector<Ended> ended_;
  bool closed_ = false;
};

}  // namespace foyer::celery
