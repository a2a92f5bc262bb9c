#include "mails/mails.h"

#include <fmt/format.h>

#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/schema/bind.h"

namespace foyer {
namespace {

tasks::JobOutcome dead(std::string why) { return {tasks::JobOutcome::Kind::dead, std::move(why)}; }

}  // namespace

Task<tasks::JobOutcome> Mails::send(tasks::Job job) {
  const auto order = schema::bind_json<MailOrder>(job.arguments, schema::Rules{});
  if (!order) co_return dead("the arguments are not a mail order");
  std::optional<Letter> letter;
  if (const auto token = token_of(*order)) {
    letter = co_await parts_.db.read(*this, &Mails::letter_with_link, *order, *token);
  } else if (order->user) {
    letter = co_await parts_.db.read(*this, &Mails::letter_to_account, *order);
  }
  if (!letter) co_return tasks::JobOutcome{.why = "nothing to send any more"};

  const auto to = Email::from(letter->to);
  if (!to) co_return dead("the stored address is not one we send to");
  auto read = rendered(*letter, options_.head);
  mail::Message message{.to = *to,
                        .subject = std::move(read.subject),
                        .text = std::move(read.text),
                        .html = std::move(read.html),
                        .message_id = message_id(job, to->str()),
                        .date = parts_.clock.now(),
                        .picture = options_.head.logo};
  const auto sent = co_await parts_.mailer.send(std::move(message));
  if (sent) co_return tasks::JobOutcome{};
  co_return tasks::JobOutcome{sent.error().permanent ? tasks::JobOutcome::Kind::dead : tasks::JobOutcome::Kind::retry,
                              sent.error().reason};
}

std::string Mails::message_id(const tasks::Job& job, std::string_view recipient) const {
  const std::string seed = fmt::format("{}|{}|{}", job.id.value, job.arguments, recipient);
  const std::string digest = crypto::to_hex(crypto::sha256(seed).substr(0, 16));
  const std::string_view url = options_.frontend_url;
  const auto host_at = url.find("://") == std::string_view::npos ? 0 : url.find("://") + 3;
  const bool is_v6 = url.substr(host_at).starts_with('[');
  const auto host_end = is_v6 ? url.find(']', host_at) + 1 : url.find_first_of(":/", host_at);
  const std::string_view host = url.substr(host_at, host_end - host_at);
  return fmt::format("<{}@{}>", digest, host);
}

}  // namespace foyer
