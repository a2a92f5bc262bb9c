#pragma once
// A message to vary, and a way to wait for a coroutine without a server.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

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

inline Outcome send(Mailer& mailer, Message message) {
  boost::asio::io_context context{1};
  auto outcome = boost::asio::co_spawn(context, mailer.send(std::move(message)), boost::asio::use_future);
  context.run();
  return outcome.get();
}

}  // namespace foyer::mail
