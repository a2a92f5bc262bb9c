#pragma once
// Waits for a socket that libpq owns, on the loop of whoever uses the connection now: a connection serves many loops,
// one after the other. Registering with a loop for one use costs two system calls, so nothing is kept between uses.

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <chrono>
#include <memory>

#include "platform/async/task.h"

namespace foyer::db {

class PostgresSocket {
 public:
  using Clock = std::chrono::steady_clock;
  enum class For { reading, writing };

  PostgresSocket(Executor, int socket);
  PostgresSocket(const PostgresSocket&) = delete;
  PostgresSocket& operator=(const PostgresSocket&) = delete;
  /// Leaves the socket open.
  ~PostgresSocket();

  /// False once the deadline has passed. One wait at a time.
  Task<bool> wait(For, Clock::time_point deadline);

 private:
  using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  /// Shared with the timer's handler, which may come after this is gone.
  struct Watch {
    Descriptor descriptor;
    Timer timer;
    Clock::time_point deadline{};
    bool armed = false;
    bool passed = false;
    bool released = false;
  };
  static void arm(const std::shared_ptr<Watch>&);

  std::shared_ptr<Watch> watch_;
};

}  // namespace foyer::db
