#include "platform/mail/smtp_reply.h"

#include <gtest/gtest.h>

namespace foyer::mail {
namespace {

TEST(SmtpReply, HasACodeOfThreeDigits) {
  EXPECT_EQ(reply_in("250 2.0.0 kept"), 250);
  EXPECT_EQ(reply_in("421-later"), 421);
  EXPECT_EQ(reply_in("550"), 550);
  for (const char* line : {"", "2", "25", "25x", "x250", " 250", "2\xB2 50"}) EXPECT_EQ(reply_in(line), 0) << line;
}

TEST(SmtpReply, OffersSmtputf8AsAWordOfItsOwn) {
  for (const char* line : {"250-SMTPUTF8", "250 SMTPUTF8\r\n", "250-smtpUTF8 x"})
    EXPECT_TRUE(offers_utf8(line)) << line;
  for (const char* line : {"", "250", "250-", "250-SMTPUTF", "250-SMTPUTF88", "250-XSMTPUTF8", "SMTPUTF8"}) {
    EXPECT_FALSE(offers_utf8(line)) << line;
  }
}

}  // namespace
}  // namespace foyer::mail
