#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Notice : public RightsHouse {
 protected:
  Tokens sign_in_as(const std::string& device, const std::string& address) {
    from(address);
    std::string body = credentials(olena, good_password);
    body.back() = ',';
    body += R"("device_name":)";
    schema::write_string(body, device);
    const Answer answer = post("/api/v1/auth/login", body + "}");
    EXPECT_EQ(answer.status, 200U) << answer.text;
    return {std::string{answer.json().at("access_token").as_string()},
            std::string{answer.json().at("refresh_token").as_string()}};
  }
};

TEST_F(Notice, OfANewDeviceSaysWhichAndWhereAndWhen) {
  given_viewer(olena);
  sign_in(olena);
  clock().advance(1h);
  sign_in_as("Living-room TV", "203.0.113.7");
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.to.str(), olena);
  EXPECT_TRUE(letter.text.contains("Living-room TV (Cinema test/1.0)")) << letter.text;
  EXPECT_TRUE(letter.text.contains("203.0.113.7"));
  EXPECT_TRUE(letter.text.contains("23 November 2026, 02:02 UTC"));
  EXPECT_TRUE(letter.text.contains("https://cinema.example/forgot-password"));
}

TEST_F(Notice, K4WhatADeviceCallsItselfIsEscapedHarmlessAndInNoHeader) {
  given_viewer(olena);
  sign_in(olena);
  sign_in_as("<b>Win</b> at https://evil.example", "203.0.113.7");
  const auto letter = mailbox().front();
  EXPECT_FALSE(letter.html.contains("<b>Win"));
  EXPECT_TRUE(letter.html.contains("&lt;b&gt;Win"));
  EXPECT_FALSE(letter.text.contains("https://evil"));
  EXPECT_FALSE(letter.text.contains("evil.example"));
  EXPECT_EQ(letter.subject, "New sign-in to your Foyer account");
}

TEST_F(Notice, OfADeviceThatIsGoneAgainIsSentWithoutWhatIsKnownOfItNoMore) {
  given_viewer(olena);
  sign_in(olena);
  work();
  const auto before = mails_to(olena);
  const Tokens tv = sign_in_as("TV", "203.0.113.7");
  post("/api/v1/auth/logout", R"({"refresh_token":")" + tv.refresh + "\"}");
  ASSERT_EQ(mails_to(olena), before + 1);
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.subject, "New sign-in to your Foyer account");
  EXPECT_FALSE(letter.text.contains("203.0.113.7")) << letter.text;
}

TEST_F(Notice, AfterAResetEveryDeviceIsNewAndOnlyItsOwnPlaceIsKnown) {
  given_viewer(olena);
  sign_in(olena);
  clock().advance(25h);
  sign_in(olena);
  const auto known = mails_to(olena);
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(count("known_devices"), 1);
  const auto before = mails_to(olena);
  EXPECT_EQ(before - known, 2) << "the link, and that the password was changed";
  EXPECT_EQ(login(olena, other_password), 200U);
  EXPECT_EQ(mails_to(olena) - before, 1) << "a thief may have signed in from here";
}

TEST_F(Notice, L3StrangersCannotKeepTheOwnerOutRightAfterAReset) {
  given_viewer(olena);
  from("198.51.100.1");
  EXPECT_EQ(login(olena), 200U) << "a thief, who knows the password";
  from("203.0.113.7");
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  from("198.51.100.1");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(login(olena, "Wrong&Velvet77"), 400U);
  EXPECT_EQ(login(olena, "Wrong&Velvet77"), 429U);
  from("198.51.100.2");
  EXPECT_EQ(login(olena, other_password), 429U) << "the thief has no guesses of their own any more";
  from("203.0.113.7");
  EXPECT_EQ(login(olena, other_password), 200U);
}

TEST_F(Notice, OfAReusedTokenIsSent) {
  given_viewer(olena);
  const Tokens first = sign_in(olena);
  refresh(first);
  clock().advance(1min);
  EXPECT_EQ(refresh(first), 401U);
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.subject, "A device was signed out of your Foyer account");
}

class LimitedNotice : public Notice {
 protected:
  LimitedNotice() {
    settings().guard.mails_hourly = GuardOptions{}.mails_hourly;
    settings().guard.mails_daily = GuardOptions{}.mails_daily;
  }
};

TEST_F(LimitedNotice, OfNewDevicesAtMostThreeAnHourAndTenADayAreSent) {
  given_viewer(olena);
  sign_in(olena);
  clock().advance(25h);
  const auto before = mails_to(olena);
  for (int hour = 0; hour < 5; ++hour) {
    for (int device = 0; device < 4; ++device) {
      sign_in_as("TV " + std::to_string(hour * 4 + device), "203.0.113.7");
    }
    EXPECT_EQ(mails_to(olena) - before, std::min(3 * (hour + 1), 10)) << hour;
    EXPECT_EQ(audited("authn_login_new_device"), 4 * (hour + 1)) << "the trail has those that were not mailed";
    clock().advance(1h);
  }
  clock().advance(20h);
  sign_in_as("Another TV", "203.0.113.7");
  EXPECT_EQ(mails_to(olena) - before, 11);
}

TEST_F(LimitedNotice, OfReusedTokensAtMostThreeAnHourAreSentAndEachEndsItsSession) {
  given_viewer(olena);
  sign_in(olena);
  work();
  const auto before = mails_to(olena);
  for (int theft = 0; theft < 5; ++theft) {
    const Tokens stolen = sign_in(olena);
    refresh(stolen);
    clock().advance(1min);
    EXPECT_EQ(refresh(stolen), 401U);
    EXPECT_EQ(get("/api/v1/user/profile", stolen.access).status, 401U);
  }
  EXPECT_EQ(mails_to(olena) - before, 3);
}

TEST_F(Notice, AnActivationLetterTurnsIntoANoteForAMemberAndIsNotSentToABannedOne) {
  given_viewer(olena);
  post("/api/v1/auth/register", credentials(olena, "Stranger&Velvet9"));
  const auto letter = mailbox().front();
  EXPECT_TRUE(letter.subject.contains("already have"));
  EXPECT_FALSE(letter.text.contains("token="));
  set_state(olena, AccountState::disabled);
  const auto before = mails_to(olena);
  post("/api/v1/auth/register", credentials(olena, "Stranger&Velvet9"));
  EXPECT_EQ(mails_to(olena), before);
}

TEST_F(Notice, TheFirstLinkTurnsIntoANoteOnceTheAccountIsActive) {
  post("/api/v1/auth/register", credentials(olena, good_password));
  const std::string link = mailed_token(olena);
  post("/api/v1/auth/register", credentials(olena, good_password));
  post("/api/v1/auth/verify", token_body(link));
  const auto before = mails_to(olena);
  EXPECT_EQ(mails_to(olena), before) << "activation voided the second link";
}

TEST_F(Notice, OfAClosingIsNotSentOnceTheAccountIsKept) {
  given_viewer(olena);
  const Tokens here = sign_in(olena);
  work();
  const auto before = mailbox().size();
  close(here.access);
  login(olena);
  const auto letters = mailbox();
  ASSERT_EQ(letters.size(), before + 1);
  EXPECT_EQ(letters.front().subject, "Your Foyer account stays");
}

TEST_F(Notice, AResetLinkIsNotSentToADisabledAccount) {
  given_viewer(olena);
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  set_state(olena, AccountState::disabled);
  const auto before = services().captured->all().size();
  EXPECT_EQ(mailbox().size(), before);
}

TEST_F(Notice, OfAMoveComesToTheOldAddressEvenAfterAnother) {
  given_viewer(olena);
  const Tokens here = sign_in(olena);
  const std::string link = move(here, olena, moved);
  EXPECT_FALSE(link.empty());
  const auto letter = mailbox().front();
  EXPECT_TRUE(letter.text.contains("That works for 7 days"));
  EXPECT_TRUE(letter.html.contains("/undo-email-change?token=" + link));
}

}  // namespace
}  // namespace foyer::test
