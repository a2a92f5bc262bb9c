#include <algorithm>

#include "tests/e2e/house.h"
#include "tests/e2e/mail_text.h"
#include "tests/support/smtp_sink.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

constexpr const char* olena = "olena@example.com";

bool is_listening(std::uint16_t port) {
  try {
    const RawClient visitor{port};
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

class Mail : public House {
 protected:
  void register_olena() { ASSERT_EQ(client().post("/api/v1/auth/register", credentials(olena, password)).status, 200); }

  /// Debian's mail server, which prints what it is given.
  std::unique_ptr<Process> debian_mail_server(std::uint16_t port) const {
    auto debian = std::make_unique<Process>(
        Command{.words = {"/usr/bin/python3", "-u", "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:" + std::to_string(port),
                          "-c", "aiosmtpd.handlers.Debugging", "stdout"},
                .folder = folder(),
                .name = "aiosmtpd"});
    EXPECT_TRUE(eventually([&] { return is_listening(port); })) << debian->err();
    return debian;
  }

  /// With every field that could say where the server is reached.
  RawAnswer post_from_elsewhere(const std::string& path, const std::string& body, const std::string& bearer) {
    RawClient forger{server().port()};
    return forger.ask("POST /api/v1/" + path +
                      " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                      "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\nX-Original-Host: evil.example\r\n"
                      "Forwarded: for=198.51.100.7;host=evil.example;proto=https\r\nReferer: https://evil.example/\r\n"
                      "Content-Type: application/json\r\nAuthorization: Bearer " +
                      bearer + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  void expect_a_link_that_activates(const std::string& content) {
    const std::string link = first_link(part_of(content, "text/plain"));
    const std::string base = "https://cinema.example/verify?token=";
    ASSERT_TRUE(link.starts_with(base)) << content;
    EXPECT_TRUE(part_of(content, "text/html").contains(link)) << content;
    const auto verified = client().post("/api/v1/auth/verify", {{"token", link.substr(base.size())}});
    EXPECT_EQ(verified.status, 200) << verified.body;
    EXPECT_FALSE(sign_in(olena).access.empty());
  }
};

TEST_F(Mail, S3AnActivationMailBringsALinkToTheFrontEndInTextAndHtml) {
  const SmtpSink sink;
  send_mail_to(sink.port());
  start();
  register_olena();
  ASSERT_TRUE(sink.wait_for_mails(1));
  const SinkMail mail = sink.mails().front();
  EXPECT_EQ(mail.to, std::vector<std::string>{olena});
  EXPECT_EQ(mail.from, "no-reply@cinema.example");
  EXPECT_TRUE(mail.content.contains("multipart/alternative")) << mail.content;
  expect_a_link_that_activates(mail.content);
}

TEST_F(Mail, ServersNamedByAnIpv6AddressSendMailToo) {
  const SmtpSink sink;
  send_mail_to(sink.port());
  settings()["FRONTEND_URL"] = "http://[2001:db8::1]:8000";
  start();
  register_olena();
  ASSERT_TRUE(sink.wait_for_mails(1));
  EXPECT_TRUE(sink.mails().front().content.contains("@[2001:db8::1]>")) << sink.mails().front().content;
}

TEST_F(Mail, S3AForgedHostLeadsNoLinkElsewhere) {
  settings()["TRUSTED_PROXIES"] = "127.0.0.1";
  for (const std::string front_end : {"https://cinema.example", ""}) {
    const SmtpSink sink;
    send_mail_to(sink.port());
    settings()["FRONTEND_URL"] = front_end;
    start();
    const std::string base = front_end.empty() ? "http://127.0.0.1:" + std::to_string(server().port()) : front_end;
    const std::string mover = front_end.empty() ? "taras@example.com" : olena;
    given_viewer(mover);
    const std::string access = sign_in(mover).access;
    for (const auto& [path, body] : std::vector<std::pair<std::string, json::value>>{
             {"auth/register", credentials("new." + mover, password)},
             {"auth/resend-verification-email", {{"email", "new." + mover}}},
             {"auth/request-password-reset", {{"email", mover}}},
             {"user/change-email", {{"new_email", "moved." + mover}}}}) {
      EXPECT_EQ(post_from_elsewhere(path, json::serialize(body), access).status, 200) << path;
    }
    ASSERT_TRUE(sink.wait_for_mails(4));
    for (const SinkMail& mail : sink.mails()) {
      const std::string text = part_of(mail.content, "text/plain");
      EXPECT_TRUE(first_link(text).starts_with(base + "/")) << text;
      EXPECT_FALSE((mail.content + text + part_of(mail.content, "text/html")).contains("evil.example")) << text;
    }
    stop();
  }
}

TEST_F(Mail, R3OnlyTheRecipientIsToldAndOnlyOnce) {
  const SmtpSink sink;
  send_mail_to(sink.port());
  start();
  for (const char* email : {olena, "taras@example.com", "maria@example.com"}) {
    ASSERT_EQ(client().post("/api/v1/auth/register", credentials(email, password)).status, 200);
  }
  ASSERT_TRUE(sink.wait_for_mails(3));
  std::vector<std::string> recipients;
  for (const auto& mail : sink.mails()) {
    ASSERT_EQ(mail.to.size(), 1U);
    recipients.push_back(mail.to.front());
    for (const char* email : {olena, "taras@example.com", "maria@example.com"}) {
      EXPECT_EQ(mail.content.contains(email), email == mail.to.front()) << mail.content;
    }
  }
  std::ranges::sort(recipients);
  EXPECT_EQ(recipients, (std::vector<std::string>{"maria@example.com", olena, "taras@example.com"}));
}

TEST_F(Mail, ItIsUnderstoodByDebiansMailServer) {
  const auto port = free_port();
  const auto server = debian_mail_server(port);
  send_mail_to(port);
  start();
  register_olena();
  ASSERT_TRUE(eventually([&] { return server->out().contains("END MESSAGE"); })) << server->out() << server->err();
  const std::string printed = server->out();
  EXPECT_TRUE(printed.contains("To: olena@example.com") || printed.contains("To: <olena@example.com>")) << printed;
  std::string content;
  for (const char c : printed) content += c == '\n' ? "\r\n" : std::string{c};
  expect_a_link_that_activates(content);
}

TEST_F(Mail, CapturedMailIsNotShownWhereMailIsSent) {
  const SmtpSink sink;
  send_mail_to(sink.port());
  start();
  register_olena();
  ASSERT_TRUE(sink.wait_for_mails(1));
  EXPECT_EQ(client().get("/dev/mail").status, 404);
  EXPECT_EQ(client().get("/dev/mail/1").status, 404);
}

TEST_F(Mail, V2WhatWasPromisedWhileTheMailServerWasDownIsSentAfterARestart) {
  const auto port = free_port();
  send_mail_to(port);
  start();
  register_olena();
  ASSERT_TRUE(eventually([&] { return foyer({"jobs", "list"}).out.contains("connect"); }))
      << foyer({"jobs", "list"}).out;
  EXPECT_EQ(client().get("/health/ready").status, 200);
  stop();
  const auto server = debian_mail_server(port);
  start();
  constexpr std::chrono::seconds first_retry_and_its_jitter{30};
  ASSERT_TRUE(eventually([&] { return server->out().contains("END MESSAGE"); }, first_retry_and_its_jitter))
      << server->err() << foyer({"jobs", "list"}).out;
  EXPECT_TRUE(server->out().contains(olena));
}

}  // namespace
}  // namespace foyer::test
