#include <thread>

#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

/// A thief who knows the password moved Olena's account.
class UndoEmailChange : public RightsHouse {
 protected:
  void SetUp() override {
    given_viewer(olena);
    thief_ = sign_in(olena);
    undo_ = move(thief_, olena, thief);
    clock().advance(1min);
  }
  Tokens thief_;
  std::string undo_;
};

TEST_F(UndoEmailChange, BringsTheAccountBackAndThrowsEveryoneOut) {
  const Answer done = undo(undo_);
  EXPECT_EQ(done.status, 200U);
  EXPECT_EQ(done.message(),
            "The account has the address olena@example.com again. All devices were signed out, and a link to choose a "
            "new password was sent to it.");
  EXPECT_EQ(profile(thief_), 401U);
  EXPECT_EQ(refresh(thief_), 401U);
  EXPECT_EQ(login(thief), 400U);
  EXPECT_EQ(login(olena), 400U) << "the thief knows that password";
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.subject, "Your Foyer account is yours again");
  EXPECT_TRUE(letter.text.contains("no password opens this account")) << letter.text;
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
  EXPECT_EQ(audited("email_change_undone"), 1);
}

TEST_F(UndoEmailChange, WorksAfterTheThiefChangedThePasswordAndSignedEveryoneOut) {
  EXPECT_EQ(post("/api/v1/auth/change-password",
                 R"({"old_password":"Popcorn&Velvet7","new_password":"Stolen&Velvet99"})", thief_.access)
                .status,
            200U);
  post("/api/v1/auth/request-password-reset", R"({"email":"thief@evil.example"})");
  EXPECT_EQ(reset(mailed_token(thief), "Stolen&Velvet88").status, 200U);
  post("/api/v1/auth/logout-all", "{}", sign_in(thief, "Stolen&Velvet88").access);
  EXPECT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(login(olena, "Stolen&Velvet88"), 400U);
}

TEST_F(UndoEmailChange, TheThiefsOpenLinksDieWithIt) {
  post("/api/v1/auth/request-password-reset", R"({"email":"thief@evil.example"})");
  const std::string stolen_reset = mailed_token(thief);
  change(thief_.access, "thief@second.example");
  const std::string second_move = mailed_token("thief@second.example");
  ASSERT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(reset(stolen_reset, other_password).code(), "invalid_token");
  EXPECT_EQ(submit("/confirm-email", "token=" + second_move + "&password=Popcorn%26Velvet7").status, 400U);
}

TEST_F(UndoEmailChange, OutranksTheLinkOfAThiefWhoMovedTheAccountTwice) {
  const std::string later = move(thief_, thief, "thief@second.example");
  ASSERT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(undo(later).code(), "invalid_token");
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
}

TEST_F(UndoEmailChange, V2OutranksALaterLinkOfAClockThatWasSetBack) {
  clock().advance(-1h);
  const std::string later = move(sign_in(thief), thief, "thief@second.example");
  ASSERT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(undo(later).code(), "invalid_token");
}

TEST_F(UndoEmailChange, WorksAfterTheThiefUsedTheirOwnLinkFirst) {
  const std::string later = move(thief_, thief, "thief@second.example");
  clock().advance(1min);
  ASSERT_EQ(undo(later).status, 200U);
  ASSERT_EQ(reset(mailed_token(thief), "Stolen&Velvet88").status, 200U);
  const Tokens back = sign_in(thief, "Stolen&Velvet88");
  EXPECT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(profile(back), 401U);
  EXPECT_EQ(login(thief, "Stolen&Velvet88"), 400U);
  EXPECT_EQ(undo(later).code(), "invalid_token");
}

TEST_F(UndoEmailChange, KeepsAnAccountTheThiefClosed) {
  ASSERT_EQ(close(thief_.access).status, 200U);
  ASSERT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(audited("user_deleted", "kept"), 1);
  clock().advance(24h * 30);
  work();
  EXPECT_EQ(count("users"), 1);
}

TEST_F(UndoEmailChange, AnAccountIsNeverErasedWhileItCanBeUndone) {
  settings().rights.erasure_wait = std::chrono::days{1};
  restart();
  ASSERT_EQ(close(thief_.access).status, 200U);
  clock().advance(24h * 6);
  work();
  ASSERT_EQ(count("users"), 1);
  EXPECT_EQ(undo(undo_).status, 200U);
}

TEST_F(UndoEmailChange, ASecondPressIsNoErrorAndSendsNothing) {
  ASSERT_EQ(undo(undo_).status, 200U);
  const auto mails = mails_to(olena);
  EXPECT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(mails_to(olena), mails);
  EXPECT_EQ(audited("email_change_undone"), 1);
}

TEST_F(UndoEmailChange, ASecondPressAfterTheOwnerMovedAgainTellsNothing) {
  ASSERT_EQ(undo(undo_).status, 200U);
  ASSERT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  move(sign_in(olena, other_password), olena, moved);
  EXPECT_EQ(undo(undo_).code(), "invalid_token");
}

TEST_F(UndoEmailChange, S1OfManyParallelUsesExactlyOneActs) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { undo(undo_); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(audited("email_change_undone"), 1);
  EXPECT_EQ(count("one_time_tokens WHERE purpose = 'reset_password'"), 1);
}

TEST_F(UndoEmailChange, RefusesOldForgedAndForeignLinks) {
  EXPECT_EQ(undo("AAAA").code(), "invalid_token");
  EXPECT_EQ(undo(std::string(43, 'A')).code(), "invalid_token");
  post("/api/v1/auth/request-password-reset", R"({"email":"thief@evil.example"})");
  EXPECT_EQ(undo(mailed_token(thief)).code(), "invalid_token");
  clock().advance(24h * 7);
  EXPECT_EQ(undo(undo_).code(), "invalid_token");
}

TEST_F(UndoEmailChange, AnAccountThatWasMadeOfTheAddressMeanwhileGivesWay) {
  given_viewer(olena, "Stolen&Velvet99");
  const Tokens squatter = sign_in(olena, "Stolen&Velvet99");
  EXPECT_EQ(undo(undo_).status, 200U) << "the thief registered the address, and its owner pressed the button";
  EXPECT_EQ(profile(squatter), 401U);
  EXPECT_EQ(refresh(squatter), 401U);
  EXPECT_EQ(login(olena, "Stolen&Velvet99"), 400U);
  EXPECT_EQ(count("users"), 1);
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
}

TEST_F(UndoEmailChange, AnOlderAccountThatWasMovedToTheAddressStays) {
  clock().advance(-2h);
  given_viewer(moved, other_password);
  clock().advance(2h);
  move(sign_in(moved, other_password), moved, olena);
  EXPECT_EQ(undo(undo_).code(), "invalid_token");
  EXPECT_EQ(login(olena, other_password), 200U);
  EXPECT_EQ(login(thief), 200U);
}

TEST_F(UndoEmailChange, AnAccountThatAnOperatorDisabledDoesNotGiveWay) {
  given_viewer(olena, other_password);
  set_state(olena, AccountState::disabled);
  EXPECT_EQ(undo(undo_).code(), "invalid_token");
  EXPECT_EQ(count("users"), 2);
}

TEST_F(UndoEmailChange, WhereTheThiefSignedInFromIsKnownNoMore) {
  from("203.0.113.9");
  sign_in(thief);
  ASSERT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(count("known_devices"), 0);
}

TEST_F(UndoEmailChange, AStrangerCannotBlockItByRegisteringTheOldAddress) {
  post("/api/v1/auth/register", credentials(olena, "Squatter&Velvet9"));
  EXPECT_EQ(undo(undo_).status, 200U);
  EXPECT_EQ(login(olena, "Squatter&Velvet9"), 400U);
  EXPECT_EQ(count("users"), 1);
}

TEST_F(UndoEmailChange, ClearsTheGuessesSoThatTheOwnerIsNotLockedOut) {
  settings().guesses.free = 2;
  restart();
  for (int i = 0; i < 4; ++i) login(olena, "Wrong&Velvet77");
  ASSERT_EQ(undo(undo_).status, 200U);
  ASSERT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
}

TEST_F(UndoEmailChange, ADisabledAccountStaysDisabledAndWhereItIs) {
  set_state(thief, AccountState::disabled);
  EXPECT_EQ(undo(undo_).code(), "invalid_token");
}

TEST_F(UndoEmailChange, ThePageHasOneButtonAndOpeningItChangesNothing) {
  const Answer form = browse("/undo-email-change?token=" + undo_);
  EXPECT_TRUE(form.text.contains("value=\"" + undo_ + "\""));
  EXPECT_EQ(profile(thief_), 200U);
  const Answer done = submit("/undo-email-change", "token=" + undo_);
  EXPECT_EQ(done.status, 303U);
  EXPECT_EQ(done.header("Location"), "undo-email-change?done");
  EXPECT_TRUE(browse("/undo-email-change?done").text.contains("The account is yours again"));
  EXPECT_EQ(profile(thief_), 401U);
  EXPECT_TRUE(submit("/undo-email-change", "token=AAAA").text.contains("This link no longer works"));
}

TEST_F(UndoEmailChange, TheLimitOfTokenTriesHolds) {
  settings().guard.token_tries.quota = 2;
  restart();
  undo("AAAA");
  undo("AAAB");
  EXPECT_EQ(undo(undo_).status, 429U);
  from("198.51.100.9");
  EXPECT_EQ(undo(undo_).status, 200U);
}

}  // namespace
}  // namespace foyer::test
