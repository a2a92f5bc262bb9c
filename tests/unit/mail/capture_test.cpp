#include "platform/mail/capture.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/mail/sample.h"

namespace foyer::mail {
namespace {

/// On the calling thread, unlike send(), so that several really meet in the mailer.
Outcome send_here(Mailer& mailer) {
  boost::asio::io_context context{1};
  auto outcome = boost::asio::co_spawn(context, mailer.send(sample()), boost::asio::use_future);
  context.run();
  return outcome.get();
}

TEST(CaptureMailer, KeepsTheNewestHundredNewestFirst) {
  CaptureMailer mailer;
  for (int i = 1; i <= 103; ++i) ASSERT_TRUE(send(mailer, sample(std::to_string(i))));

  const auto kept = mailer.all();
  ASSERT_EQ(kept.size(), 100U);
  EXPECT_EQ(kept.front().number, 103);
  EXPECT_EQ(kept.front().message.subject, "103");
  EXPECT_EQ(kept.back().number, 4);
}

TEST(CaptureMailer, FindsAMessageByItsNumberWhileItIsKept) {
  CaptureMailer mailer;
  for (int i = 1; i <= 101; ++i) ASSERT_TRUE(send(mailer, sample(std::to_string(i))));

  ASSERT_TRUE(mailer.find(2).has_value());
  EXPECT_EQ(mailer.find(2)->message.subject, "2");
  EXPECT_FALSE(mailer.find(1).has_value());
  EXPECT_FALSE(mailer.find(102).has_value());
}

TEST(CaptureMailer, NumbersEachMessageOnceWhenThreadsSendTogether) {
  CaptureMailer mailer;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&mailer] {
        for (int i = 0; i < 20; ++i) {
          EXPECT_TRUE(send_here(mailer));
          EXPECT_FALSE(mailer.all().empty());
        }
      });
    }
  }
  std::int64_t expected = 80;
  for (const CapturedMail& mail : mailer.all()) EXPECT_EQ(mail.number, expected--);
  EXPECT_EQ(expected, 0);
}

TEST(CaptureMailer, RefusesWhatAMailServerWouldNeverBeGiven) {
  CaptureMailer mailer;
  const Outcome refused = send(mailer, sample("Hello\r\nBcc: everyone@example.com"));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().permanent);
  EXPECT_FALSE(refused.error().reason.contains("everyone"));
  EXPECT_TRUE(mailer.all().empty());
}

}  // namespace
}  // namespace foyer::mail
