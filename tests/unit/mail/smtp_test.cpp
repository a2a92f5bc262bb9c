#include "platform/mail/smtp.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <thread>

#include "tests/support/smtp_sink.h"
#include "tests/unit/mail/sample.h"

namespace foyer::mail {
namespace {

using test::SinkOptions;
using test::SmtpSink;
using test::SmtpStage;

SmtpOptions plain(const SmtpSink& sink) {
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = sink.port();
  options.use_tls = false;
  options.from = "Foyer <no-reply@foyer.test>";
  return options;
}

SmtpOptions encrypted(const SmtpSink& sink) {
  SmtpOptions options = plain(sink);
  options.use_tls = true;
  return options;
}

Outcome send_once(SmtpOptions options) {
  SmtpMailer mailer{std::move(options)};
  return send(mailer, sample());
}

class TrustFile {
 public:
  explicit TrustFile(const std::string& pem) {
    const int file = ::mkstemp(path_.data());
    ::close(file);
    std::ofstream{path_} << pem;
  }
  TrustFile(const TrustFile&) = delete;
  TrustFile& operator=(const TrustFile&) = delete;
  ~TrustFile() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/foyer-trust-XXXXXX";
};

TEST(SmtpMailer, HandsOverEnvelopeHeaderAndBothBodies) {
  const SmtpSink sink;
  const Outcome sent = send_once(plain(sink));
  ASSERT_TRUE(sent) << sent.error().reason;

  const auto mails = sink.mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].from, "no-reply@foyer.test");
  EXPECT_EQ(mails[0].to, std::vector<std::string>{"viewer@example.com"});
  EXPECT_FALSE(mails[0].encrypted);
}

TEST(SmtpMailer, WritesOneAlternativeWithTextFirst) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  Message message = sample("Ласкаво просимо");
  message.text = "Привіт\n\n.\nFrom here " + std::string(200, 'x') + " \nend";
  ASSERT_TRUE(send(mailer, message));

  const std::string content = sink.mails().at(0).content;
  const auto body = content.find("\r\n\r\n");
  ASSERT_NE(body, std::string::npos);
  const std::string header = content.substr(0, body + 2);
  for (const char* line : {"Date: Mon, 23 Nov 2026 01:02:03 +0000\r\n", "From: \"Foyer\" <no-reply@foyer.test>\r\n",
                           "To: <viewer@example.com>\r\n", "Message-ID: <one@foyer.test>\r\n", "Mime-Version: 1.0\r\n",
                           "Auto-Submitted: auto-generated\r\n",
                           "Content-Type: multipart/alternative; boundary=", "Subject: =?UTF-8?Q?=D0=9B"}) {
    EXPECT_NE(header.find(line), std::string::npos) << line << "\n" << header;
  }
  const auto text = content.find("Content-Type: text/plain; charset=utf-8");
  const auto html = content.find("Content-Type: text/html; charset=utf-8");
  EXPECT_LT(text, html);
  EXPECT_NE(html, std::string::npos);
  EXPECT_NE(content.find("Content-Transfer-Encoding: quoted-printable"), std::string::npos);
  EXPECT_NE(content.find("=D0=9F=D1=80=D0=B8"), std::string::npos);
  for (std::size_t at = 0; at < content.size();) {
    const auto end = content.find("\r\n", at);
    EXPECT_LE(end - at, 998U);
    EXPECT_EQ(content.substr(at, end - at).find('\n'), std::string::npos);
    at = end + 2;
  }
}

TEST(SmtpMailer, SendsThePictureOfALetterBesideItsHtml) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  Message message = sample();
  message.picture = {.content_id = "7f@logo",
                     .content_type = "image/png",
                     .bytes = std::make_shared<const std::string>("\x89PNG\r\n\x1A\n.\r\n\0", 12)};
  ASSERT_TRUE(send(mailer, message));

  const std::string content = sink.mails().at(0).content;
  std::size_t at = 0;
  for (const char* line : {"Content-Type: multipart/alternative; boundary=", "Content-Type: text/plain",
                           "Content-Type: multipart/related; type=\"text/html\"; boundary=", "Content-Type: text/html",
                           "Content-Type: image/png", "\r\n\r\niVBORw0KGgouDQoA\r\n"}) {
    at = content.find(line, at);
    ASSERT_NE(at, std::string::npos) << line << '\n' << content;
  }
  EXPECT_TRUE(content.contains("\r\nContent-ID: <7f@logo>\r\n"));
  EXPECT_TRUE(content.contains("\r\nContent-Disposition: inline\r\n"));
}

TEST(SmtpMailer, RefusesAHeaderThatHoldsALineBreakBeforeConnecting) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  const Outcome refused = send(mailer, sample("Hello\nBcc: other@example.com"));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().permanent);
  EXPECT_EQ(sink.connections(), 0);
}

TEST(SmtpMailer, RefusesOptionsThatCannotWork) {
  const SmtpSink sink;
  SmtpOptions options = plain(sink);
  options.from = "Foyer <a@b>\r\nBcc: <c@d>";
  EXPECT_THROW(SmtpMailer{std::move(options)}, std::invalid_argument);
  options = plain(sink);
  options.host = "mail.test/../x";
  EXPECT_THROW(SmtpMailer{std::move(options)}, std::invalid_argument);
}

TEST(SmtpMailer, UsesOneConnectionForManyMails) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send(mailer, sample()));
  EXPECT_EQ(sink.mails().size(), 3U);
  EXPECT_EQ(sink.connections(), 1);
}

TEST(SmtpMailer, ComesBackWhenTheServerHungUpBetweenMails) {
  SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  ASSERT_TRUE(send(mailer, sample()));
  sink.drop_connections();
  const Outcome sent = send(mailer, sample());
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_EQ(sink.mails().size(), 2U);
  EXPECT_EQ(sink.connections(), 2);
}

TEST(SmtpMailer, SendsFromManyCallersAtOnce) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 4; ++i) callers.emplace_back([&mailer] { EXPECT_TRUE(send(mailer, sample())); });
  }
  EXPECT_EQ(sink.mails().size(), 4U);
}

TEST(SmtpMailer, EncryptsWithStartTls) {
  const SmtpSink sink{{.starttls = true}};
  const Outcome sent = send_once(encrypted(sink));
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_TRUE(sink.mails().at(0).encrypted);
}

TEST(SmtpMailer, NeverFallsBackToClearTextWhenTlsIsAskedFor) {
  const SmtpSink sink;
  const Outcome refused = send_once(encrypted(sink));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().permanent);
  EXPECT_TRUE(sink.mails().empty());
}

TEST(SmtpMailer, VerifiesTheCertificateOffLoopback) {
  const SmtpSink sink{{.starttls = true, .certificate_name = "mail.localhost"}};
  SmtpOptions options = encrypted(sink);
  options.host = "mail.localhost";
  const Outcome refused = send_once(std::move(options));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().permanent);
  EXPECT_TRUE(sink.mails().empty());
}

TEST(SmtpMailer, TakesACertificateTheOperatorTrusts) {
  const SmtpSink sink{{.starttls = true, .certificate_name = "mail.localhost"}};
  const TrustFile trust{sink.certificate()};
  SmtpOptions options = encrypted(sink);
  options.host = "mail.localhost";
  options.ca_file = trust.path();
  const Outcome sent = send_once(std::move(options));
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_TRUE(sink.mails().at(0).encrypted);
}

TEST(SmtpMailer, RefusesATrustedCertificateOfAnotherHost) {
  const SmtpSink sink{{.starttls = true, .certificate_name = "other.localhost"}};
  const TrustFile trust{sink.certificate()};
  SmtpOptions options = encrypted(sink);
  options.host = "mail.localhost";
  options.ca_file = trust.path();
  EXPECT_FALSE(send_once(std::move(options)));
  EXPECT_TRUE(sink.mails().empty());
}

TEST(SmtpMailer, SignsInWhenTheServerAsks) {
  const SmtpSink sink{{.starttls = true, .user = "foyer", .password = "p ä:%"}};
  SmtpOptions options = encrypted(sink);
  options.user = "foyer";
  options.password = Secret{std::string{"p ä:%"}};
  const Outcome sent = send_once(std::move(options));
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_EQ(sink.mails().at(0).user, "foyer");
}

TEST(SmtpMailer, TriesAgainLaterWhenThePasswordIsRefusedAndKeepsItOutOfTheReason) {
  const SmtpSink sink{{.user = "foyer", .password = "right"}};
  SmtpOptions options = plain(sink);
  options.user = "foyer";
  options.password = Secret{std::string{"wrong-secret"}};
  const Outcome refused = send_once(std::move(options));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().permanent);
  EXPECT_EQ(refused.error().reason, "AUTH: reply 535");
}

Outcome send_to(SmtpMailer& mailer, std::string_view address) {
  Message message = sample();
  message.to = Email::from(address).value();
  return send(mailer, std::move(message));
}

TEST(SmtpMailer, R2AnnouncesSmtputf8ForALocalPartOutsideAscii) {
  const SmtpSink sink{{.smtputf8 = true}};
  SmtpMailer mailer{plain(sink)};
  ASSERT_TRUE(send_to(mailer, "olena@example.com"));
  const Outcome sent = send_to(mailer, "Олена@приклад.укр");
  ASSERT_TRUE(sent) << sent.error().reason;

  const auto mails = sink.mails();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_FALSE(mails[0].smtputf8);
  EXPECT_TRUE(mails[1].smtputf8);
  EXPECT_EQ(mails[1].to, std::vector<std::string>{"олена@xn--80aikifvh.xn--j1amh"});
  EXPECT_TRUE(mails[1].content.contains("To: <олена@xn--80aikifvh.xn--j1amh>\r\n"));
}

TEST(SmtpMailer, R2AnInternationalDomainNeedsNoSmtputf8) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  ASSERT_TRUE(send_to(mailer, "olena@приклад.укр"));
  EXPECT_EQ(sink.mails().at(0).to, std::vector<std::string>{"olena@xn--80aikifvh.xn--j1amh"});
}

TEST(SmtpMailer, R2NeverSendsRawBytesToAServerWithoutSmtputf8) {
  const SmtpSink sink;
  SmtpMailer mailer{plain(sink)};
  const Outcome refused = send_to(mailer, "олена@example.com");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().permanent);
  EXPECT_EQ(refused.error().reason, "MAIL: the server does not offer SMTPUTF8");
  EXPECT_FALSE(sink.wait_for_stage(SmtpStage::rcpt, std::chrono::milliseconds{0}));
  ASSERT_TRUE(send_to(mailer, "olena@example.com"));
  EXPECT_EQ(sink.mails().size(), 1U);
}

TEST(SmtpMailer, R2BelievesTheOfferMadeUnderTls) {
  const SmtpSink sink{{.starttls = true, .smtputf8 = true}};
  SmtpMailer mailer{encrypted(sink)};
  const Outcome sent = send_to(mailer, "олена@example.com");
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_TRUE(sink.mails().at(0).smtputf8);
}

struct Refusal {
  SmtpStage stage;
  const char* reply;
  bool permanent;
  const char* reason;
};

class SmtpRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(SmtpRefusal, IsPermanentOnlyWhenItSpeaksOfThisMessage) {
  const auto [stage, reply, permanent, reason] = GetParam();
  const SmtpSink sink{{.replies = {{stage, reply}}}};
  const Outcome refused = send_once(plain(sink));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().permanent, permanent);
  EXPECT_EQ(refused.error().reason, reason);
  EXPECT_TRUE(sink.mails().empty());
}

INSTANTIATE_TEST_SUITE_P(
    AtEachStage, SmtpRefusal,
    testing::Values(Refusal{SmtpStage::greeting, "554 go away", false, "connect: reply 554"},
                    Refusal{SmtpStage::greeting, "421 too busy", false, "connect: reply 421"},
                    Refusal{SmtpStage::mail, "451 later", false, "MAIL: reply 451"},
                    Refusal{SmtpStage::mail, "550 5.7.1 not from you", false, "MAIL: reply 550"},
                    Refusal{SmtpStage::rcpt, "450 4.2.0 viewer@example.com greylisted", false, "RCPT: reply 450"},
                    Refusal{SmtpStage::rcpt, "550 5.1.1 viewer@example.com unknown", true, "RCPT: reply 550"},
                    Refusal{SmtpStage::data, "451 later", false, "DATA: reply 451"},
                    Refusal{SmtpStage::data, "554 no", true, "DATA: reply 554"},
                    Refusal{SmtpStage::content, "452 disk full", false, "content: reply 452"},
                    Refusal{SmtpStage::content, "554-5.7.1 looks like\r\n554 5.7.1 spam", true, "content: reply 554"}));

TEST(SmtpMailer, SendsTheNextMailAfterARefusal) {
  SmtpSink sink{{.replies = {{SmtpStage::rcpt, "550 nobody"}}}};
  SmtpMailer mailer{plain(sink)};
  EXPECT_FALSE(send(mailer, sample()));
  sink.reply_with(SmtpStage::rcpt, "");
  EXPECT_TRUE(send(mailer, sample()));
}

TEST(SmtpMailer, TriesAgainLaterWhenTheConnectionEndsWithoutAReply) {
  for (const SmtpStage stage : {SmtpStage::greeting, SmtpStage::ehlo, SmtpStage::rcpt, SmtpStage::content}) {
    const SmtpSink sink{{.hang_up_at = stage}};
    const Outcome lost = send_once(plain(sink));
    ASSERT_FALSE(lost) << static_cast<int>(stage);
    EXPECT_FALSE(lost.error().permanent);
    EXPECT_FALSE(lost.error().reason.contains("example.com"));
  }
}

TEST(SmtpMailer, TriesAgainLaterWhenNobodyListens) {
  SmtpOptions options;
  {
    const SmtpSink gone;
    options = plain(gone);
  }
  const std::string place = options.host + ":" + std::to_string(options.port);
  const Outcome refused = send_once(std::move(options));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().permanent);
  EXPECT_EQ(refused.error().reason, "connect: " + place + ": Couldn't connect to server");
}

TEST(SmtpMailer, GivesUpOnASilentServerAfterItsTimeLimit) {
  for (const SmtpStage stage : {SmtpStage::greeting, SmtpStage::content}) {
    const SmtpSink sink{{.silent_at = stage}};
    SmtpOptions options = plain(sink);
    options.connect_timeout = std::chrono::milliseconds{200};
    options.total_timeout = std::chrono::milliseconds{400};
    const Outcome late = send_once(std::move(options));
    ASSERT_FALSE(late);
    EXPECT_FALSE(late.error().permanent);
    EXPECT_TRUE(late.error().reason.contains("Timeout")) << late.error().reason;
  }
}

TEST(SmtpMailer, CutsATransferUnderWayWhenItIsDestroyed) {
  const SmtpSink sink{{.silent_at = SmtpStage::content}};
  boost::asio::io_context context{1};
  auto mailer = std::make_unique<SmtpMailer>(plain(sink));
  auto under_way = boost::asio::co_spawn(context, mailer->send(sample()), boost::asio::use_future);
  auto waiting = boost::asio::co_spawn(context, mailer->send(sample()), boost::asio::use_future);
  std::jthread caller{[&context] { context.run(); }};
  ASSERT_TRUE(sink.wait_for_stage(SmtpStage::content));
  mailer.reset();

  const Outcome cut = under_way.get();
  ASSERT_FALSE(cut);
  EXPECT_FALSE(cut.error().permanent);
  EXPECT_EQ(cut.error().reason, "shutting down");
  EXPECT_FALSE(waiting.get());
}

}  // namespace
}  // namespace foyer::mail
