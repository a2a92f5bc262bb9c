#pragma once
// Listens to channels of Redis on a connection of its own, and comes back by itself when it is lost (back-off 100 ms to
// 2 s). What was published in between is lost: whoever depends on it is told by `on_gap`.
// Threads: belongs to one io_context; the callbacks run there and must not throw. They may stop or destroy it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/redis/redis.h"

namespace foyer::redis {

struct Message {
  std::string channel;
  std::string payload;
};

struct Listening {
  std::vector<std::string> channels;
  std::vector<std::string> patterns;  ///< PSUBSCRIBE
  std::function<void(Message)> on_message;
  std::function<void()> on_ready;  ///< every subscription stands; again after each reconnect
  std::function<void()> on_gap;    ///< the connection was lost after it was ready; not told by stop()
};

class Subscriber {
 public:
  /// At least one channel or pattern.
  Subscriber(Executor, Options, Listening);
  ~Subscriber();

  void start();
  void stop();
  /// True while every subscription stands. A silent connection is probed with PING and counts as lost after 2 s.
  bool listening() const noexcept;
  /// Why it does not listen, for a log; holds no password. Empty while it listens.
  std::string trouble() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace foyer::redis
