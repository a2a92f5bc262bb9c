#include <atomic>
#include <map>
#include <thread>

#include "platform/db/statistics.h"
#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class ChangeEmail : public RightsHouse {
 protected:
  void SetUp() override {
    given_viewer(olena);
    here_ = sign_in(olena);
  }
  Answer submit_password(const std::string& token, const std::string& password) {
    return submit("/confirm-email", "token=" + token + "&password=" + password);
  }
  static constexpr const char* good_password_encoded = "Popcorn%26Velvet7";
  Tokens here_;
};

TEST_F(ChangeEmail, MovesTheAccountOnceTheNewAddressIsProven) {
  const Answer asked = change(here_.access, "Olena@NEW.example");
  EXPECT_EQ(asked.status, 200U);
  EXPECT_EQ(asked.message(),
            "A link to confirm the new address was sent to olena@new.example. Until then your address stays as it is.");
  EXPECT_EQ(address_of(here_), olena);
  const std::string link = mailed_token(moved);
  const Answer done = confirm(here_.access, link);
  EXPECT_EQ(done.message(), "Your address is now olena@new.example. Other devices were signed out.");
  EXPECT_EQ(address_of(here_), moved);
  EXPECT_EQ(login(moved), 200U);
  EXPECT_EQ(login(olena), 400U);
  EXPECT_EQ(audited("email_change_requested"), 1);
  EXPECT_EQ(audited("email_changed"), 1);
}

TEST_F(ChangeEmail, S4EndsTheOtherSessionsVoidsEveryLinkAndTellsTheOldAddress) {
  const Tokens there = sign_in(olena);
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string old_reset = mailed_token(olena);
  move(here_, olena, moved);
  EXPECT_EQ(profile(here_), 200U);
  EXPECT_EQ(profile(there), 401U);
  EXPECT_EQ(refresh(there), 401U);
  EXPECT_EQ(reset(old_reset, other_password).code(), "invalid_token");
  const auto notice = mailbox().front();
  EXPECT_EQ(notice.to.str(), olena);
  EXPECT_TRUE(notice.text.contains("no longer has this address"));
  EXPECT_TRUE(notice.text.contains("https://cinema.example/undo-email-change?token="));
  EXPECT_FALSE(notice.text.contains(moved)) << "the old mailbox may be why they left";
}

TEST_F(ChangeEmail, AnOldActivationLinkDoesNotTellTheNewAddress) {
  post("/api/v1/auth/register", credentials("taras@example.com", good_password));
  const std::string verify = R"({"token":")" + mailed_token("taras@example.com") + R"("})";
  ASSERT_EQ(post("/api/v1/auth/verify", verify).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/verify", verify).status, 200U);
  move(sign_in("taras@example.com"), "taras@example.com", moved);
  EXPECT_EQ(post("/api/v1/auth/verify", verify).code(), "invalid_token");
}

TEST_F(ChangeEmail, NeedsAPasswordProvenWithinFifteenMinutes) {
  clock().advance(15min);
  EXPECT_EQ(change(here_.access, moved).status, 200U);
  clock().advance(1ms);
  const Answer stale = change(here_.access, moved);
  EXPECT_EQ(stale.status, 401U);
  EXPECT_EQ(stale.code(), "reauthentication_required");
  EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password":"Popcorn&Velvet7"})", here_.access).status, 200U);
  EXPECT_EQ(change(here_.access, moved).status, 200U);
}

TEST_F(ChangeEmail, ARefreshIsNoProofOfThePassword) {
  clock().advance(16min);
  const Answer pair = post("/api/v1/auth/refresh", R"({"refresh_token":")" + here_.refresh + "\"}");
  const std::string access{pair.json().at("access_token").as_string()};
  EXPECT_EQ(change(access, moved).code(), "reauthentication_required");
}

TEST_F(ChangeEmail, RefusesStrangersNonsenseAndTheAddressItHas) {
  EXPECT_EQ(change("", moved).status, 401U);
  EXPECT_EQ(change(here_.access, "nonsense").status, 422U);
  const Answer same = change(here_.access, "OLENA@example.com");
  EXPECT_EQ(same.status, 422U);
  EXPECT_EQ(same.field_errors(), "new_email:address_unchanged");
}

TEST_F(ChangeEmail, E2AnswersAndCostsTheSameWhoeverHasTheNewAddress) {
  given_viewer("active@example.com");
  given_viewer("banned@example.com");
  set_state("banned@example.com", AccountState::disabled);
  post("/api/v1/auth/register", credentials("pending@example.com", good_password));
  work();
  std::map<std::string, std::uint64_t> cost;
  for (const std::string email :
       {"nobody@example.com", "active@example.com", "pending@example.com", "banned@example.com"}) {
    const auto before = db::statistics().statements.load();
    const Answer answer = change(here_.access, email);
    cost[email] = db::statistics().statements.load() - before;
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.message(),
              "A link to confirm the new address was sent to " + email + ". Until then your address stays as it is.");
  }
  for (const auto& [email, statements] : cost) EXPECT_EQ(statements, cost.at("nobody@example.com")) << email;
}

TEST_F(ChangeEmail, C2TheOwnerOfATakenAddressIsToldAndGetsNoLink) {
  given_viewer("taras@example.com");
  change(here_.access, "taras@example.com");
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.to.str(), "taras@example.com");
  EXPECT_TRUE(letter.subject.contains("already have"));
  EXPECT_FALSE(letter.text.contains("token="));
  EXPECT_EQ(address_of(here_), olena);
}

TEST_F(ChangeEmail, AnAddressTakenMeanwhileIsNotRevealed) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  given_viewer(moved);
  EXPECT_EQ(confirm(here_.access, link).code(), "invalid_token");
  EXPECT_EQ(address_of(here_), olena);
}

TEST_F(ChangeEmail, R4WhoeverRegisteredTheAddressWithoutProvingItGivesWay) {
  post("/api/v1/auth/register", credentials(moved, "Squatter&Velvet9"));
  const std::string squatter = mailed_token(moved);
  clock().advance(1min);
  move(here_, olena, moved);
  EXPECT_EQ(address_of(here_), moved);
  EXPECT_EQ(login(moved, "Squatter&Velvet9"), 400U);
  EXPECT_EQ(post("/api/v1/auth/verify", token_body(squatter)).code(), "invalid_token");
  EXPECT_EQ(count("users"), 1);
}

TEST_F(ChangeEmail, OnlyTheNewestLinkWorks) {
  change(here_.access, thief);
  const std::string mistyped = mailed_token(thief);
  change(here_.access, moved);
  EXPECT_EQ(confirm(here_.access, mistyped).code(), "invalid_token");
  EXPECT_EQ(confirm(here_.access, mailed_token(moved)).status, 200U);
}

TEST_F(ChangeEmail, J4LinksFitOneAccountOnePurposeAndOneDay) {
  given_viewer("taras@example.com");
  const Tokens taras = sign_in("taras@example.com");
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  EXPECT_EQ(confirm(taras.access, link).code(), "other_account");
  EXPECT_EQ(undo(link).code(), "invalid_token");
  EXPECT_EQ(reset(link, other_password).code(), "invalid_token");
  EXPECT_EQ(confirm("", link).status, 401U);
  EXPECT_EQ(confirm(here_.access, "AAAA").code(), "invalid_token");
  clock().advance(24h);
  const Tokens fresh = sign_in(olena);
  EXPECT_EQ(confirm(fresh.access, link).code(), "invalid_token");
}

TEST_F(ChangeEmail, ASecondPressIsNoErrorAndChangesNothing) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  EXPECT_EQ(confirm(here_.access, link).status, 200U);
  EXPECT_EQ(confirm(here_.access, link).status, 200U);
  EXPECT_EQ(audited("email_changed"), 1);
}

TEST_F(ChangeEmail, S1OfManyParallelUsesExactlyOneMovesTheAccount) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { confirm(here_.access, link); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(audited("email_changed"), 1);
  EXPECT_EQ(count("one_time_tokens WHERE purpose = 'undo_email_change'"), 1);
}

TEST_F(ChangeEmail, ASessionThatEndedConfirmsNothing) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  post("/api/v1/auth/logout", R"({"refresh_token":")" + here_.refresh + "\"}");
  EXPECT_EQ(confirm(here_.access, link).status, 401U);
  EXPECT_EQ(login(olena), 200U);
}

TEST_F(ChangeEmail, ADisabledAccountStaysWhereItIs) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  set_state(olena, AccountState::disabled);
  EXPECT_EQ(submit_password(link, good_password_encoded).status, 400U);
  set_state(olena, AccountState::active);
  EXPECT_EQ(address_of(here_), olena);
}

TEST_F(ChangeEmail, TheLimitOfMailsToOneAddressHolds) {
  settings().guard.mails_hourly.quota = 3;
  restart();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(change(here_.access, thief).status, 200U);
  EXPECT_EQ(change(here_.access, thief).status, 429U);
  EXPECT_EQ(change(here_.access, moved).status, 200U);
}

TEST_F(ChangeEmail, ThePageNeedsThePasswordAndNoScript) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  const Answer form = browse("/confirm-email?token=" + link);
  EXPECT_EQ(form.status, 200U);
  EXPECT_TRUE(form.text.contains("value=\"" + link + "\""));
  EXPECT_FALSE(form.text.contains(olena)) << "a stranger may have been sent this link";
  const Answer wrong = submit_password(link, "Wrong%26Velvet77");
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_TRUE(wrong.text.contains("This is not the password of the account"));
  EXPECT_TRUE(wrong.text.contains("value=\"" + link + "\""));
  EXPECT_EQ(submit_password(link, "").status, 422U);
  EXPECT_EQ(address_of(here_), olena);
  EXPECT_EQ(audited("authn_reauthenticate_fail"), 1);
  const Answer done = submit_password(link, good_password_encoded);
  EXPECT_EQ(done.status, 303U);
  EXPECT_EQ(done.header("Location"), "confirm-email?done");
  EXPECT_TRUE(browse("/confirm-email?done").text.contains("You have moved"));
  EXPECT_EQ(profile(here_), 401U);
  EXPECT_EQ(login(moved), 200U);
  EXPECT_EQ(submit_password(link, good_password_encoded).status, 400U);
}

TEST_F(ChangeEmail, ThePageSharesTheCounterOfWrongPasswords) {
  settings().guesses.free = 3;
  restart();
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  from("198.51.100.9");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(submit_password(link, "Wrong%26Velvet77").status, 400U);
  const Answer limited = submit_password(link, good_password_encoded);
  EXPECT_EQ(limited.status, 429U);
  EXPECT_FALSE(limited.header("Retry-After").empty());
  EXPECT_EQ(login(olena), 429U);
}

TEST_F(ChangeEmail, ARightPasswordOnThePageForgivesTheWrongOnes) {
  settings().guesses.free = 3;
  restart();
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  for (int i = 0; i < 2; ++i) submit_password(link, "Wrong%26Velvet77");
  EXPECT_EQ(submit_password(link, good_password_encoded).status, 303U);
  EXPECT_EQ(count("password_guesses"), 0);
}

TEST_F(ChangeEmail, R5OpeningTheLinkChangesNothing) {
  change(here_.access, moved);
  const std::string link = mailed_token(moved);
  browse("/confirm-email?token=" + link);
  http::Request head{.method = http::Method::head};
  const std::string path = "/confirm-email?token=" + link;
  head.path = path;
  send(std::move(head));
  EXPECT_EQ(address_of(here_), olena);
  EXPECT_EQ(confirm(here_.access, link).status, 200U);
}

TEST_F(ChangeEmail, ABrokenLinkGetsThePageThatSaysSo) {
  EXPECT_TRUE(submit_password("", good_password_encoded).text.contains("This link no longer works"));
  EXPECT_TRUE(submit_password("AAAA", good_password_encoded).text.contains("This link no longer works"));
  EXPECT_EQ(submit_password("AAAA", good_password_encoded).status, 400U);
}

TEST_F(ChangeEmail, P6ThePasswordIsNotShownAgain) {
  change(here_.access, moved);
  EXPECT_FALSE(submit_password(mailed_token(moved), "Wrong%26Velvet77").text.contains("Velvet77"));
}

}  // namespace
}  // namespace foyer::test
