// /dev/mail: the captured mail, for the developer at this machine.
#include <fmt/format.h>

#include <charconv>

#include "app/site.h"
#include "pages/captured_mail.h"
#include "platform/crypto/encoding.h"
#include "platform/http/page.h"
#include "platform/http/problem.h"
#include "platform/words/links.h"

namespace foyer::app {
namespace {

http::Response not_here(const http::Request& request) { return http::problem({.code = Errc::not_found}, request); }

/// The number of the mail the path names; 0, which no mail has, if it is none.
std::int64_t number_of(const http::Request& request) {
  const std::string_view text = request.parameter("number");
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && stop == text.data() + text.size() ? number : 0;
}

std::string when(Time at) {
  std::string text = to_rfc3339(at);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

/// A browser does not know "cid:"; it is given the picture in the place.
std::string with_picture(const mail::Message& message) {
  if (!message.picture) return message.html;
  const auto& [id, type, bytes] = *message.picture;
  const std::string data = fmt::format("data:{};base64,{}", type, crypto::to_base64(*bytes));
  std::string html = message.html;
  const std::string mark = "cid:" + id;
  if (const auto at = html.find(mark); at != std::string::npos) html.replace(at, mark.size(), data);
  return html;
}

}  // namespace

void Site::install_mailbox(http::Router& router) {
  using Show = http::Response (Site::*)(const http::Request&) const;
  const auto add = [&](std::string path, Show show) {
    router.add(http::Method::get, std::move(path), [this, show](const http::Request& request) -> Task<http::Response> {
      return [](http::Response response) -> Task<http::Response> {
        co_return response;
      }(may_read_mail(request) ? (this->*show)(request) : not_here(request));
    });
  };
  add("/dev/mail", &Site::mailbox);
  add("/dev/mail/{number}", &Site::letter);
  add("/dev/mail/{number}/html", &Site::letter_html);
}

http::Response Site::mailbox(const http::Request& request) const {
  std::vector<words::Values> rows;
  for (const auto& [number, message] : services_.captured->all()) {
    rows.push_back({{"number", std::to_string(number)},
                    {"time", when(message.date)},
                    {"to", message.to.str()},
                    {"subject", message.subject}});
  }
  return services_.shell.show(request, {.name = "dev_mail",
                                        .kind = "dev-mail",
                                        .values = {{"base_url", base_url_}, {"mails", std::move(rows)}},
                                        .loads = Page::Loads::nothing});
}

http::Response Site::letter(const http::Request& request) const {
  const auto mail = services_.captured->find(number_of(request));
  if (!mail) return not_here(request);
  const auto& message = mail->message;
  return services_.shell.show(request, {.name = "dev_mail_message",
                                        .kind = "dev-mail",
                                        .values = {{"number", std::to_string(mail->number)},
                                                   {"time", when(message.date)},
                                                   {"to", message.to.str()},
                                                   {"subject", message.subject},
                                                   {"message_id", message.message_id},
                                                   {"parts", words::cut_at_links(message.text)}},
                                        .loads = Page::Loads::frames});
}

http::Response Site::letter_html(const http::Request& request) const {
  const auto mail = services_.captured->find(number_of(request));
  if (!mail) return not_here(request);
  http::Response response = http::page(with_picture(mail->message));
  // Mail styles itself inline; it may still load nothing and run nothing. Its origin is ours, so that the page around
  // it can measure it: never allow scripts beside that.
  response.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
       "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"}};
  return response;
}

}  // namespace foyer::app
