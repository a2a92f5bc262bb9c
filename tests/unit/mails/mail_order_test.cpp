#include "mails/mail_order.h"

#include <gtest/gtest.h>

#include "platform/schema/bind.h"

namespace foyer {
namespace {

TEST(MailOrder, GivesBackWhatItIsAbout) {
  SessionId session;
  session.bytes = {1, 2, 3};
  const auto order = schema::bind_json<MailOrder>(
      schema::to_json(order_about(MailKind::new_device, UserId{7}, session)), schema::Rules{});
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->mail, MailKind::new_device);
  EXPECT_EQ(order->user, 7);
  EXPECT_EQ(session_of(*order), session);
  EXPECT_EQ(token_of(*order), std::nullopt);
}

TEST(MailOrder, AnIdOfAnotherLengthIsNone) {
  EXPECT_EQ(session_of({.mail = MailKind::new_device, .token = {}, .user = 7, .session = "AAAA"}), std::nullopt);
}

TEST(MailOrder, ThoseOfBinariesThatKnewNoLanguageAreUnderstood) {
  const auto order = schema::bind_json<MailOrder>(R"({"mail":"activation","token":"AAAA"})", schema::Rules{});
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->language, std::nullopt);
}

}  // namespace
}  // namespace foyer
