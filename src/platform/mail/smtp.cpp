#include "platform/mail/smtp.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>
#include <optional>

#include "platform/async/offload.h"
#include "platform/mail/smtp_connection.h"

namespace foyer::mail {

struct SmtpMailer::Impl {
  explicit Impl(SmtpOptions options) : connection{std::in_place, std::move(options)} {}

  std::expected<Done, MailFailure> deliver(const Message& message) noexcept {
    try {
      return connection->deliver(message);
    } catch (const std::exception& broken) {
      // Out of memory or no libcurl: the queue keeps the message, so it is a failure to retry like any other.
      return std::unexpected(MailFailure{.reason = broken.what()});
    }
  }

  std::optional<SmtpConnection> connection;  ///< touched on the mail thread alone
  boost::asio::thread_pool thread{1};
};

SmtpMailer::SmtpMailer(SmtpOptions options) : impl_{std::make_unique<Impl>(std::move(options))} {}

SmtpMailer::~SmtpMailer() {
  impl_->connection->cancel();
  boost::asio::post(impl_->thread, [impl = impl_.get()] { impl->connection.reset(); });
  impl_->thread.join();
}

Task<std::expected<Done, MailFailure>> SmtpMailer::send(Message message) {
  if (auto refused = refusal_of(message)) co_return std::unexpected(std::move(*refused));
  auto work = [impl = impl_.get(), message = std::move(message)] { return impl->deliver(message); };
  co_return co_await offload(impl_->thread, std::move(work));
}

}  // namespace foyer::mail
