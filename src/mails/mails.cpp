#include "mails/mails.h"

#include <fmt/format.h>

#include "core/enum_names.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/mail/templates.h"
#include "platform/schema/bind.h"

namespace foyer {
namespace {

constexpr std::string_view verify_path = "/api/v1/auth/verify?token=";
constexpr std::string_view reset_path = "/reset-password?token=";
constexpr std::string_view forgot_path = "/forgot-password";

/// "30 minutes", "1 hour"
std::string spoken(std::chrono::seconds span) {
  const auto say = [](std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  const std::int64_t minutes = std::max<std::int64_t>(1, span.count() / 60);
  return minutes % 60 == 0 ? say(minutes / 60, "hour") : say(minutes, "minute");
}

/// "23 November 2026, 20:15 UTC"
std::string spoken(Time at) {
  static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::minutes>(at - day)};
  return fmt::format("{} {} {}, {:02}:{:02} UTC", static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count());
}

tasks::JobOutcome dead(std::string why) { return {tasks::JobOutcome::Kind::dead, std::move(why)}; }

}  // namespace

Task<tasks::JobOutcome> Mails::send(tasks::Job job) {
  const auto order = schema::bind_json<MailOrder>(job.arguments, schema::Rules{});
  if (!order) co_return dead("the arguments are not a mail order");
  std::optional<Letter> letter;
  if (const auto token = token_of(*order)) {
    letter = co_await db_.read(*this, &Mails::letter_with_link, *token);
  } else if (order->user) {
    letter = co_await db_.read(*this, &Mails::letter_for, UserId{*order->user});
  }
  if (!letter) co_return tasks::JobOutcome{.why = "nothing to send any more"};

  const auto to = Email::from(letter->to);
  if (!to) co_return dead("the stored address is not one we send to");
  mail::Values values{{"service", options_.service}, {"time", spoken(clock_.now())}};
  for (auto& [name, value] : letter->values) values.insert_or_assign(name, mail::Value{value});
  auto rendered = mail::render_mail(enum_name(order->mail), values);
  mail::Message message{.to = *to,
                        .subject = std::move(rendered.subject),
                        .text = std::move(rendered.text),
                        .html = std::move(rendered.html),
                        .message_id = message_id(job, to->str()),
                        .date = clock_.now()};
  const auto sent = co_await mailer_.send(std::move(message));
  if (sent) co_return tasks::JobOutcome{};
  co_return tasks::JobOutcome{sent.error().permanent ? tasks::JobOutcome::Kind::dead : tasks::JobOutcome::Kind::retry,
                              sent.error().reason};
}

Task<std::optional<Mails::Letter>> Mails::letter_with_link(db::Conn& conn, TokenId id) {
  const auto link = co_await verification_.link(conn, id);
  if (!link) co_return std::nullopt;
  const bool activates = link->purpose == TokenPurpose::activate;
  const std::string_view path = activates ? verify_path : reset_path;
  co_return Letter{link->email,
                   {{"link", fmt::format("{}{}{}", options_.frontend_url, path, link->token)},
                    {"validity", spoken(verification_.lifetime(link->purpose))}}};
}

Task<std::optional<Mails::Letter>> Mails::letter_for(db::Conn& conn, UserId user) {
  const auto account = co_await accounts_.find(conn, user);
  if (!account) co_return std::nullopt;
  co_return Letter{account->email, {{"link", options_.frontend_url + std::string{forgot_path}}}};
}

std::string Mails::message_id(const tasks::Job& job, std::string_view recipient) const {
  const std::string seed = fmt::format("{}|{}|{}", job.id.value, job.arguments, recipient);
  const std::string digest = crypto::to_hex(crypto::sha256(seed).substr(0, 16));
  const std::string_view url = options_.frontend_url;
  const auto host_at = url.find("://") == std::string_view::npos ? 0 : url.find("://") + 3;
  const std::string_view host = url.substr(host_at, url.find_first_of(":/", host_at) - host_at);
  return fmt::format("<{}@{}>", digest, host);
}

}  // namespace foyer
