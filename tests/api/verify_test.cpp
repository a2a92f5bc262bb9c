#include <regex>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Verify : public Cinema {
 protected:
  std::string registered(const std::string& email = "olena@example.com") {
    post("/api/v1/auth/register", credentials(email, good_password));
    return mailed_token(email);
  }
  bool is_active() { return post("/api/v1/auth/login", credentials("olena@example.com", good_password)).status == 200; }
};

TEST_F(Verify, R5IsIdempotent) {
  const std::string token = registered();
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 200U);
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/verify", R"({"token":")" + token + "\"}").status, 200U);
}

TEST_F(Verify, R5ShowsBrowsersAButtonAndChangesNothing) {
  const std::string token = registered();
  const Answer page = browse("/api/v1/auth/verify?token=" + token);
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page.text.contains(token));
  EXPECT_TRUE(page.header("Content-Security-Policy").starts_with("default-src 'none'"));
  EXPECT_FALSE(is_active());
  const Answer done = submit("/api/v1/auth/verify", "token=" + token);
  EXPECT_EQ(done.status, 303U);
  EXPECT_EQ(done.header("Location"), "../../../verify?done");
  EXPECT_TRUE(is_active());
}

TEST_F(Verify, R5ThePageOfTheMailedLinkDoesTheSame) {
  const std::string token = registered();
  EXPECT_TRUE(browse("/verify?token=" + token).text.contains("value=\"" + token + "\""));
  EXPECT_FALSE(is_active());
  EXPECT_EQ(submit("/verify", "token=AAAA").status, 400U);
  EXPECT_EQ(submit("/verify", "").status, 400U);
  EXPECT_FALSE(is_active());
  const Answer done = submit("/verify", "token=" + token);
  EXPECT_EQ(done.status, 303U);
  EXPECT_EQ(done.header("Location"), "verify?done");
  EXPECT_TRUE(is_active());
  EXPECT_TRUE(browse("/verify?done").text.contains("The doors are open"));
  EXPECT_EQ(submit("/verify", "token=" + token).status, 303U) << "a reload of the form is no error";
}

TEST_F(Verify, R5HeadChangesNothing) {
  const std::string token = registered();
  for (const std::string& path : {"/api/v1/auth/verify?token=" + token, "/verify?token=" + token}) {
    http::Request head{.method = http::Method::head, .path = path};
    EXPECT_EQ(send(head).status, 200U);
  }
  EXPECT_FALSE(is_active());
}

TEST_F(Verify, R5OptionsChangesNothing) {
  const std::string token = registered();
  for (const std::string& path : {"/api/v1/auth/verify?token=" + token, "/verify?token=" + token}) {
    http::Request options{.method = http::Method::options, .path = path};
    EXPECT_EQ(send(options).status, 204U);
  }
  EXPECT_FALSE(is_active());
}

TEST_F(Verify, R5ThePageSendsNothingByItself) {
  const std::string token = registered();
  for (const char* path : {"/api/v1/auth/verify?token=", "/verify?token="}) {
    const Answer page = browse(path + token);
    EXPECT_TRUE(page.header("Content-Security-Policy").contains("script-src 'self';"));
    EXPECT_EQ(page.header("Refresh") + page.header("Location"), "");
    // Beside the app's own file, which the browser suite watches, and its configuration, which is no script.
    const std::regex automatic{
        R"(<script(?! type="module" src=| id="foyer" type="application/json")|\son\w+=|http-equiv)"};
    EXPECT_FALSE(std::regex_search(page.text, automatic)) << page.text;
  }
}

TEST_F(Verify, R5NoParameterLeadsElsewhere) {
  const std::string token = registered();
  std::string query;
  for (const char* name :
       {"next", "redirect", "redirect_uri", "redirect_url", "return_to", "returnUrl", "url", "continue"}) {
    query += std::string{"&"} + name + "=https%3A%2F%2Fevil.example%2F";
  }
  for (const std::string path : {"/api/v1/auth/verify", "/verify"}) {
    EXPECT_FALSE(browse(path + "?token=" + token + query).text.contains("evil.example")) << path;
    EXPECT_FALSE(browse(path + "?done" + query).text.contains("evil.example")) << path;
    const Answer done = submit(path + "?" + query.substr(1), "token=" + token + query);
    EXPECT_EQ(done.header("Location"), path == "/verify" ? "verify?done" : "../../../verify?done");
  }
}

TEST_F(Verify, RefusesWhatIsNoTokenOfOurs) {
  registered();
  const std::string zeros(43, 'A');
  for (const auto& token : {std::string{"x"}, zeros, std::string(512, 'A'), std::string{"%00"}}) {
    EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status / 100, 4U) << token;
  }
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + zeros).code(), "invalid_token");
  for (const std::size_t length : {512U, 513U, 4000U}) {
    const std::string oversized(length, 'A');
    EXPECT_EQ(get("/api/v1/auth/verify?token=" + oversized).code(), "invalid_token") << length;
    EXPECT_EQ(post("/api/v1/auth/verify", R"({"token":")" + oversized + "\"}").code(), "invalid_token") << length;
  }
  EXPECT_EQ(get("/api/v1/auth/verify").status, 422U);
  EXPECT_EQ(browse("/api/v1/auth/verify?token=<script>alert(1)</script>").text.contains("<script>alert"), false);
}

TEST_F(Verify, ATokenThatIsGivenTwiceIsNone) {
  const std::string token = registered();
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token + "&token=" + token).code(), "bad_request");
  EXPECT_EQ(post("/api/v1/auth/verify", R"({"token":")" + token + R"(","token":")" + token + "\"}").status, 422U);
  EXPECT_EQ(submit("/verify", "token=" + token + "&token=" + token).status, 400U);
  EXPECT_FALSE(browse("/verify?token=" + token + "&token=" + token).text.contains(token));
  EXPECT_FALSE(is_active());
}

TEST_F(Verify, R4LinksExpire) {
  const std::string token = registered();
  clock().advance(std::chrono::minutes{30});
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 400U);
}

TEST_F(Verify, R4NeverReenablesADisabledAccount) {
  const std::string token = registered();
  const auto disable =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET state = 'disabled'"); };
  block_on(storage().db->transact(disable));
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 400U);
  EXPECT_FALSE(is_active());
}

TEST_F(Verify, R4ALinkUsedBeforeIsNoGoodOnceTheAccountIsDisabled) {
  const std::string token = registered();
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 200U);
  const auto disable =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET state = 'disabled'"); };
  block_on(storage().db->transact(disable));
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).code(), "invalid_token");
}

TEST_F(Verify, R4AnAccountWithoutAPasswordIsActivatedWithoutOne) {
  registered();
  const auto forget = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_await tx->run("DELETE FROM one_time_tokens");
    co_return co_await tx->run("DELETE FROM passwords");
  };
  block_on(storage().db->transact(forget));
  EXPECT_EQ(post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})").status, 200U);
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + mailed_token("olena@example.com")).status, 200U);
  EXPECT_FALSE(is_active()) << "no password opens it before a reset";
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string reset = mailed_token("olena@example.com");
  const std::string body = R"({"token":")" + reset + R"(","new_password":")" + good_password + "\"}";
  EXPECT_EQ(post("/api/v1/auth/reset-password", body).status, 200U);
  EXPECT_TRUE(is_active());
}

TEST_F(Verify, S1AResetTokenDoesNotActivateAndAnActivationTokenDoesNotReset) {
  given_viewer("taras@example.com");
  post("/api/v1/auth/request-password-reset", R"({"email":"taras@example.com"})");
  const std::string reset = mailed_token("taras@example.com");
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + reset).status, 400U);
  const std::string activation = registered();
  const Answer answer =
      post("/api/v1/auth/reset-password", R"({"token":")" + activation + R"(","new_password":"Another&Velvet8"})");
  EXPECT_EQ(answer.code(), "invalid_token");
}

}  // namespace
}  // namespace foyer::test
