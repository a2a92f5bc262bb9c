#pragma once
// The commands that wait for answers, and the line they go through. Private to this room; Client is its face.

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "platform/redis/line.h"
#include "platform/redis/redis.h"

namespace foyer::redis {

struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
  using Steady = std::chrono::steady_clock;
  using Resume =
      boost::asio::async_result<boost::asio::use_awaitable_t<Executor>, void(std::exception_ptr)>::handler_type;

  /// Lives in the frame of the coroutine that waits.
  struct Answer {
    Reply* next = nullptr;
    std::size_t missing = 0;
  };
  struct Waiting {
    Answer* answer;
    Steady::time_point until;
    Resume resume;
  };

  Impl(Executor, Options);

  /// Sends the commands together and puts their replies at `replies` and behind. Both stay where they are until then.
  /// Throws Unavailable.
  Task<> exchange(std::span<const Command> commands, Reply* replies, std::chrono::milliseconds timeout);
  /// Throws Unavailable when so many commands cannot be taken. Connects if that is needed.
  void admit(std::size_t count);
  void enlist(Waiting);

  void connect();
  static Task<> serve(std::shared_ptr<Impl>, std::shared_ptr<Line>);
  bool hear(Line&, std::string_view bytes);
  void flush_soon();
  void flush();
  void wake_at(Steady::time_point);
  void look_at_deadlines();
  /// Ends the line, if there is one, and fails what waits.
  void lose(const std::string& why);

  Executor executor;
  Options options;
  TlsContext tls{};
  std::shared_ptr<Line> line{};     ///< connecting or open
  std::weak_ptr<Line> last_line{};  ///< until its coroutine has ended
  bool open = false;                ///< greeted
  bool flush_due = false;
  std::string outgoing{};            ///< what no write has taken yet
  std::size_t outgoing_replies = 0;  ///< that it will be answered with
  std::deque<Waiting> waiting{};     ///< in the order of their commands
  std::size_t missing_replies = 0;   ///< of all that waits
  boost::asio::steady_timer::rebind_executor<Executor>::other timer;
  Steady::time_point wakes_at = Steady::time_point::max();
  Steady::time_point connect_until{};
  Steady::time_point connect_after{};  ///< no attempt before
  /// Redis let a deadline pass: until it answers again nobody waits for attempts to reach it.
  bool slow = false;
  std::string last_trouble = "not connected";
};

}  // namespace foyer::redis
