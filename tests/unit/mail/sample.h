#pragma once
// A message to vary, and a way to wait for a coroutine without a server.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <thread>

#include "platform/mail/mailer.h"

namespace foyer::mail {

inline Message sample(std::string subject = "Hello") {
  return {.to = *Email::from("viewer@example.com"),
          .subject = std::move(subject),
          .text = "first line\n.dot\nlast",
          .html = "<p>first</p>\n",
          .message_id = "<one@foyer.test>",
          .date = Time{std::chrono::milliseconds{1'795'395'723'004}}};
}

using Outcome = std::expected<Done, MailFailure>;

/// Callers' coroutines run here. It outlives every mailer, whose thread may still be leaving post() when a send
/// returns.
struct Loop {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<Executor> open{context.get_executor()};
  std::jthread thread{[this] { context.run(); }};

  ~Loop() { open.reset(); }
};

inline Outcome send(Mailer& mailer, Message message) {
  static Loop loop;
  return boost::asio::co_spawn(loop.context, mailer.send(std::move(message)), boost::asio::use_future).get();
}

}  // namespace foyer::mail
