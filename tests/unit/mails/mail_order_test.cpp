#include "mails/mail_order.h"

#include <gtest/gtest.h>

#include "core/enum_names.h"
#include "platform/mail/templates.h"
#include "platform/schema/bind.h"

namespace foyer {
namespace {

TEST(MailOrder, GivesBackWhatItIsAbout) {
  SessionId session;
  session.bytes = {1, 2, 3};
  const auto order =
      schema::bind_json<MailOrder>(order_about(MailKind::new_device, UserId{7}, session), schema::Rules{});
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->mail, MailKind::new_device);
  EXPECT_EQ(order->user, 7);
  EXPECT_EQ(session_of(*order), session);
  EXPECT_EQ(token_of(*order), std::nullopt);
}

TEST(MailOrder, AnIdOfAnotherLengthIsNone) {
  EXPECT_EQ(session_of({.mail = MailKind::new_device, .token = {}, .user = 7, .session = "AAAA"}), std::nullopt);
}

TEST(MailOrder, EveryKindHasItsLetter) {
  const mail::Values values{{"service", "Foyer"}, {"link", "https://foyer.test/x"}, {"validity", "1 hour"},
                            {"time", "now"},      {"date", "7 December 2026"},      {"device", "TV"},
                            {"address", "::1"}};
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<MailKind>>([&](auto kind) {
    const auto letter = mail::render_mail(enum_name(kind.value), values);
    EXPECT_TRUE(letter.text.contains("https://foyer.test/x")) << kind.name;
    EXPECT_FALSE(letter.subject.contains("{{")) << kind.name;
  });
}

}  // namespace
}  // namespace foyer
