#include <atomic>
#include <thread>

#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Reset : public Cinema {
 protected:
  static constexpr const char* new_password = "Another&Velvet8";

  Answer request(const std::string& email) {
    return post("/api/v1/auth/request-password-reset", R"({"email":")" + email + "\"}");
  }
  Answer reset(const std::string& token, const std::string& password = new_password) {
    return post("/api/v1/auth/reset-password", R"({"token":")" + token + R"(","new_password":")" + password + "\"}");
  }
  bool logs_in(const std::string& password) {
    return post("/api/v1/auth/login", credentials("olena@example.com", password)).status == 200;
  }
};

TEST_F(Reset, SetsANewPasswordOnce) {
  given_viewer("olena@example.com");
  const Answer asked = request("olena@example.com");
  EXPECT_EQ(asked.message(), "If an account exists for olena@example.com, a password reset link has been sent.");
  const std::string token = mailed_token("olena@example.com");
  const Answer done = reset(token);
  EXPECT_EQ(done.status, 200U);
  EXPECT_EQ(done.message(), "Password has been successfully reset.");
  EXPECT_TRUE(logs_in(new_password));
  EXPECT_FALSE(logs_in(good_password));
  EXPECT_EQ(reset(token, "Third&Velvet99").code(), "invalid_token");
}

TEST_F(Reset, C2AnswersTheSameForEveryAddress) {
  given_viewer("olena@example.com");
  post("/api/v1/auth/register", credentials("pending@example.com", good_password));
  work();
  const auto before = mailbox().size();
  for (const auto* email : {"nobody@example.com", "pending@example.com"}) {
    const Answer answer = request(email);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.message(),
              "If an account exists for " + std::string{email} + ", a password reset link has been sent.");
  }
  EXPECT_EQ(mailbox().size(), before);
}

TEST_F(Reset, S2EndsEverySessionVoidsOtherLinksAndSendsANotice) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  request("olena@example.com");
  const std::string first = mailed_token("olena@example.com");
  post("/api/v1/auth/resend-password-reset", R"({"email":"olena@example.com"})");
  const std::string second = mailed_token("olena@example.com");
  ASSERT_NE(first, second);
  EXPECT_EQ(reset(second).status, 200U);
  EXPECT_EQ(get("/api/v1/user/profile", tokens.access).status, 401U);
  EXPECT_EQ(count("sessions"), 0);
  EXPECT_EQ(reset(first).status, 400U);
  EXPECT_TRUE(mailbox().front().text.contains("was changed"));
}

TEST_F(Reset, S1LinksLiveAnHour) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  clock().advance(std::chrono::hours{1});
  EXPECT_EQ(reset(token).status, 400U);
}

TEST_F(Reset, S1OfManyParallelUsesExactlyOneWins) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] { won += reset(token, "Parallel&Seat" + std::to_string(10 + i)).status == 200; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
}

TEST_F(Reset, AWeakPasswordDoesNotUseTheLinkUp) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  EXPECT_EQ(reset(token, "weak").field_errors(), "new_password:password_too_weak");
  EXPECT_EQ(reset(token).status, 200U);
}

TEST_F(Reset, P3APasswordMadeFromTheAddressDoesNotUseTheLinkUp) {
  given_viewer("olena.zumtobel@example.com");
  request("olena.zumtobel@example.com");
  const std::string token = mailed_token("olena.zumtobel@example.com");
  EXPECT_EQ(reset(token, "Zumtobel1!").field_errors(), "new_password:password_too_personal");
  const Answer page = submit("/reset-password", "token=" + token + "&new_password=Zumtobel1!&repeat=Zumtobel1!");
  EXPECT_EQ(page.status, 422U);
  EXPECT_TRUE(page.text.contains(token)) << "to be tried again at once";
  EXPECT_EQ(reset(token).status, 200U);
}

TEST_F(Reset, TheFormNamesWhatIsWrongWithThePassword) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  const Answer page = submit("/reset-password", "token=" + token + "&new_password=weak&repeat=weak");
  EXPECT_EQ(page.status, 422U);
  EXPECT_TRUE(page.text.contains(token));
  EXPECT_FALSE(page.text.contains("value=\"weak\""));
  EXPECT_FALSE(logs_in("weak"));
}

TEST_F(Reset, TheFormAsksForWhatTheOperatorsPolicyAsks) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  const std::string usual = browse("/reset-password?token=" + token).text;
  restart();
  settings().auth.password_rules.policy = PasswordPolicy::nist;
  const std::string nist = browse("/reset-password?token=" + token).text;
  EXPECT_NE(usual, nist);
  EXPECT_TRUE(nist.contains("15"));
  EXPECT_EQ(reset(token, "Short&Velvet7").status, 422U);
  EXPECT_EQ(reset(token, "five quiet seats").status, 200U);
}

TEST_F(Reset, TheFormOfAForgottenPasswordSaysWhenItWasSentTooOften) {
  settings().guard = GuardOptions{};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(submit("/forgot-password", "email=olena%40example.com").status, 303U);
  const Answer page = submit("/forgot-password", "email=olena%40example.com");
  EXPECT_EQ(page.status, 429U);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page.text.contains("No mail was sent this time"));
  EXPECT_FALSE(page.text.contains("your link"));
}

TEST_F(Reset, TheFormOfAForgottenPasswordPutsBackWhatWasTyped) {
  EXPECT_FALSE(browse("/forgot-password").text.contains("aria-invalid"));
  const Answer page = submit("/forgot-password", "email=%22%3E%3Ci%3Eolena");
  EXPECT_TRUE(
      page.text.contains("value=\"&quot;&gt;&lt;i&gt;olena\" aria-invalid=\"true\" aria-describedby=\"errors\""));
  const std::string endless(5000, 'a');
  EXPECT_FALSE(submit("/forgot-password", "email=" + endless).text.contains("aaaa"));
}

TEST_F(Reset, TheFormWorksWithoutScript) {
  given_viewer("olena@example.com");
  request("olena@example.com");
  const std::string token = mailed_token("olena@example.com");
  EXPECT_TRUE(browse("/reset-password?token=" + token).text.contains(token));
  const Answer differ = submit("/reset-password", "token=" + token + "&new_password=Another%26Velvet8&repeat=x");
  EXPECT_EQ(differ.status, 422U);
  EXPECT_TRUE(differ.text.contains("The two passwords differ"));
  const Answer done =
      submit("/reset-password", "token=" + token + "&new_password=Another%26Velvet8&repeat=Another%26Velvet8");
  EXPECT_EQ(done.status, 303U);
  EXPECT_EQ(done.header("Location"), "reset-password?done");
  EXPECT_TRUE(logs_in(new_password));
  EXPECT_TRUE(browse("/reset-password?done").text.contains("Your new password is set"));
  EXPECT_EQ(
      submit("/reset-password", "token=" + token + "&new_password=Another%26Velvet8&repeat=Another%26Velvet8").status,
      400U);
}

TEST_F(Reset, TheFormSaysWhenTheLinkItselfIsBroken) {
  const Answer broken = submit("/reset-password", "token=&new_password=Another%26Velvet8&repeat=Another%26Velvet8");
  EXPECT_EQ(broken.status, 400U);
  EXPECT_TRUE(broken.text.contains("This link no longer works"));
}

TEST_F(Reset, TheForgottenPasswordFormSendsTheLink) {
  given_viewer("olena@example.com");
  EXPECT_EQ(browse("/forgot-password").status, 200U);
  EXPECT_EQ(submit("/forgot-password", "email=nonsense").status, 422U);
  const Answer sent = submit("/forgot-password", "email=olena%40example.com");
  EXPECT_EQ(sent.status, 303U);
  EXPECT_EQ(sent.header("Location"), "forgot-password?done");
  EXPECT_TRUE(browse("/forgot-password?done").text.contains("is on its way to it"));
  EXPECT_EQ(reset(mailed_token("olena@example.com")).status, 200U);
}

class Change : public Reset {
 protected:
  Answer change(const std::string& bearer, const std::string& old_password, const std::string& wanted = new_password) {
    return post("/api/v1/auth/change-password",
                R"({"old_password":")" + old_password + R"(","new_password":")" + wanted + "\"}", bearer);
  }
};

TEST_F(Change, S4EndsTheOtherSessionsAndKeepsThisOne) {
  given_viewer("olena@example.com");
  const Tokens here = sign_in("olena@example.com");
  const Tokens there = sign_in("olena@example.com");
  request("olena@example.com");
  const std::string link = mailed_token("olena@example.com");
  const Answer done = change(here.access, good_password);
  EXPECT_EQ(done.status, 200U);
  EXPECT_EQ(done.message(), "Password changed successfully.");
  EXPECT_EQ(get("/api/v1/user/profile", here.access).status, 200U);
  EXPECT_EQ(get("/api/v1/user/profile", there.access).status, 401U);
  EXPECT_EQ(reset(link, "Third&Velvet99").status, 400U);
  EXPECT_TRUE(logs_in(new_password));
  EXPECT_FALSE(logs_in(good_password));
}

TEST_F(Change, S4TellsTheViewerByMail) {
  given_viewer("olena@example.com");
  const Tokens here = sign_in("olena@example.com");
  const auto mails_before = mailbox().size();
  EXPECT_EQ(change(here.access, good_password).status, 200U);
  const auto mails = mailbox();
  ASSERT_EQ(mails.size(), mails_before + 1);
  EXPECT_EQ(mails.front().to.str(), "olena@example.com");
  EXPECT_EQ(mails.front().subject, "Your Foyer password was changed");
}

TEST_F(Change, P3RefusesAPasswordMadeFromTheAddress) {
  given_viewer("olena.zumtobel@example.com");
  const Tokens here = sign_in("olena.zumtobel@example.com");
  const Answer refused = change(here.access, good_password, "Zumtobel1!");
  EXPECT_EQ(refused.status, 422U);
  EXPECT_EQ(refused.field_errors(), "new_password:password_too_personal");
  EXPECT_EQ(change(here.access, good_password).status, 200U);
}

TEST_F(Change, S4RefusesWrongSameAndWeakPasswordsAndStrangers) {
  given_viewer("olena@example.com");
  const Tokens here = sign_in("olena@example.com");
  EXPECT_EQ(change(here.access, "Wrong&Velvet77").code(), "wrong_password");
  EXPECT_EQ(change(here.access, good_password, good_password).code(), "password_reused");
  EXPECT_EQ(count("audit_events WHERE kind = 'authn_password_change_fail' AND detail = 'reused'"), 1)
      << "L1: counted before it is answered";
  EXPECT_EQ(change(here.access, good_password, "weak").status, 422U);
  EXPECT_EQ(change("", good_password).status, 401U);
  EXPECT_TRUE(logs_in(good_password));
}

}  // namespace
}  // namespace foyer::test
