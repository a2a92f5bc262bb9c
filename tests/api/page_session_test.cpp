// J6: the refresh token of our own pages, in a cookie that three routes honour and nothing else does.
#include <fmt/format.h>

#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using Fields = std::vector<http::Field>;

class PageSession : public Cinema {
 protected:
  static constexpr const char* name = "__Host-foyer_refresh=";

  void SetUp() override { given_viewer("olena@example.com"); }

  /// What a page of this origin sends, with the cookie it holds.
  Answer page(std::string path, std::string body = "{}") { return ask(std::move(path), std::move(body), from_page); }
  Answer ask(std::string path, std::string body, Fields fields, http::Method method = http::Method::post) {
    const std::string cookie = name + token_;
    http::Request request{.method = method, .path = path, .fields = std::move(fields), .body = body};
    request.fields.push_back({"Content-Type", "application/json"});
    if (!token_.empty()) request.fields.push_back({"Cookie", cookie});
    Answer answer = send(std::move(request));
    return answer;
  }
  Answer log_in() {
    const Answer answer = page("/api/v1/auth/login", credentials("olena@example.com", good_password));
    hold(answer);
    return answer;
  }
  void hold(const Answer& answer) { token_ = cookie_of(answer); }
  static std::string cookie_of(const Answer& answer) {
    const std::string set = answer.header("Set-Cookie");
    return set.starts_with(name)
               ? set.substr(std::string_view{name}.size(), set.find(';') - std::string_view{name}.size())
               : "";
  }
  static std::string member(const Answer& answer, std::string_view member) {
    return std::string{answer.json().at(member).as_string()};
  }
  bool opens(const Answer& answer) { return get("/api/v1/user/profile", member(answer, "access_token")).status == 200; }

  const Fields from_page{{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "same-origin"}};
  const std::vector<Fields> from_elsewhere{
      {{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "cross-site"}},
      {{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "same-site"}},
      {{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "none"}},
      {{"X-Foyer-Session", "cookie"}, {"Host", "cinema.example"}, {"Origin", "http://evil.example"}},
      {{"X-Foyer-Session", "cookie"}}};
  std::string token_;
};

TEST_F(PageSession, J6ALoginSetsTheCookieAndHidesTheToken) {
  const Answer answer = log_in();
  ASSERT_EQ(answer.status, 200U);
  EXPECT_EQ(member(answer, "refresh_token"), "");
  EXPECT_EQ(member(answer, "token_type"), "bearer");
  EXPECT_TRUE(opens(answer));
  ASSERT_EQ(token_.size(), 75U);
  EXPECT_FALSE(answer.text.contains(token_));
  EXPECT_EQ(answer.header("Set-Cookie"),
            "__Host-foyer_refresh=" + token_ + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400");
}

TEST_F(PageSession, J6TheCookieLivesAsLongAsAnUnusedSession) {
  restart();
  settings().sessions.idle_lifetime = std::chrono::hours{2};
  EXPECT_TRUE(log_in().header("Set-Cookie").ends_with("Max-Age=7200"));
}

TEST_F(PageSession, J6WithoutTheFieldOrFromElsewhereALoginIsAsEver) {
  std::vector<Fields> others = from_elsewhere;
  others.push_back({{"Sec-Fetch-Site", "same-origin"}});
  for (const Fields& fields : others) {
    const Answer answer = ask("/api/v1/auth/login", credentials("olena@example.com", good_password), fields);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("Set-Cookie"), "");
    EXPECT_EQ(member(answer, "refresh_token").size(), 75U);
  }
}

TEST_F(PageSession, J6AFailedLoginSetsNothing) {
  const Answer answer = page("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.header("Set-Cookie"), "");
}

TEST_F(PageSession, J6ARefreshTakesTheCookieAndSetsItsSuccessor) {
  log_in();
  const std::string before = token_;
  const Answer answer = page("/api/v1/auth/refresh");
  ASSERT_EQ(answer.status, 200U);
  EXPECT_EQ(member(answer, "refresh_token"), "");
  EXPECT_TRUE(opens(answer));
  hold(answer);
  EXPECT_EQ(token_.size(), 75U);
  EXPECT_NE(token_, before);
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 200U);
}

TEST_F(PageSession, J6TheLeewayAndReuseAreThoseOfTokensInBodies) {
  log_in();
  const std::string first = token_;
  const std::string successor = cookie_of(page("/api/v1/auth/refresh"));
  clock().advance(std::chrono::seconds{9});
  EXPECT_EQ(cookie_of(page("/api/v1/auth/refresh")), successor);
  clock().advance(std::chrono::seconds{1});
  const Answer reused = page("/api/v1/auth/refresh");
  EXPECT_EQ(reused.status, 401U);
  EXPECT_EQ(reused.code(), "invalid_refresh_token");
  EXPECT_EQ(reused.header("Set-Cookie"), "") << "a tab that came late must not take another tab's cookie away";
  token_ = successor;
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 401U);
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(PageSession, J6FromElsewhereACookieRefreshesAndEndsNothing) {
  log_in();
  for (const Fields& fields : from_elsewhere) {
    const Answer refused = ask("/api/v1/auth/refresh", "{}", fields);
    EXPECT_EQ(refused.status, 401U);
    EXPECT_EQ(refused.code(), "invalid_refresh_token");
    EXPECT_EQ(refused.header("Set-Cookie"), "");
    const Answer left = ask("/api/v1/auth/logout", "{}", fields);
    EXPECT_EQ(left.status, 403U) << "a 200 always means that the session is gone";
    EXPECT_EQ(left.code(), "foreign_form");
    EXPECT_EQ(left.header("Set-Cookie"), "");
  }
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 200U);
}

TEST_F(PageSession, J6WithoutTheFieldACookieIsIgnored) {
  log_in();
  EXPECT_EQ(ask("/api/v1/auth/refresh", "{}", {{"Sec-Fetch-Site", "same-origin"}}).status, 422U);
  EXPECT_EQ(ask("/api/v1/auth/logout", "{}", {{"Sec-Fetch-Site", "same-origin"}}).status, 200U);
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 200U);
}

TEST_F(PageSession, T5WithTheFieldABodysTokenStillEndsItsSessionAndRefreshesNothing) {
  const Tokens other = sign_in("olena@example.com");
  EXPECT_EQ(page("/api/v1/auth/refresh", R"({"refresh_token":")" + other.refresh + "\"}").status, 401U);
  EXPECT_EQ(page("/api/v1/auth/logout", R"({"refresh_token":")" + other.refresh + "\"}").status, 200U);
  EXPECT_EQ(get("/api/v1/user/profile", other.access).status, 401U);
}

TEST_F(PageSession, J6NoCookieADoubledOneAndNonsenseAreNoToken) {
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 401U);
  log_in();
  const std::string good = token_;
  const std::vector<std::string> bad_ones{"nonsense", "\"quoted\"", good + "; __Host-foyer_refresh=" + good,
                                          std::string(600, 'A'), good + "x"};
  for (const std::string& bad : bad_ones) {
    token_ = bad;
    EXPECT_EQ(page("/api/v1/auth/refresh").status, 401U) << bad;
    EXPECT_EQ(page("/api/v1/auth/logout").status, 200U) << bad;
  }
  token_ = good;
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 200U);
}

TEST_F(PageSession, J6ThePageStillSendsJson) {
  log_in();
  EXPECT_EQ(page("/api/v1/auth/refresh", "{").status, 422U);
  http::Request form{.method = http::Method::post, .path = "/api/v1/auth/refresh", .fields = from_page};
  form.fields.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  EXPECT_EQ(send(form).status, 415U);
}

TEST_F(PageSession, J6LogoutEndsTheSessionAndClearsTheCookie) {
  const Answer in = log_in();
  const Answer out = page("/api/v1/auth/logout");
  EXPECT_EQ(out.status, 200U);
  EXPECT_EQ(out.header("Set-Cookie"), "__Host-foyer_refresh=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_FALSE(opens(in));
  EXPECT_EQ(page("/api/v1/auth/refresh").status, 401U);
}

TEST_F(PageSession, J6NoOtherRouteHonoursTheCookie) {
  log_in();
  std::size_t guarded = 0;
  std::vector<std::string> honouring;
  for (const auto& endpoint : services().api.routes()) {
    if (endpoint.info.page_session) honouring.push_back(endpoint.info.path);
    if (!endpoint.info.needs_principal) continue;
    ++guarded;
    const Answer answer = ask(endpoint.info.path, "{}", from_page, endpoint.info.method);
    EXPECT_EQ(answer.status, 401U) << endpoint.info.path;
    EXPECT_EQ(answer.header("Set-Cookie"), "") << endpoint.info.path;
  }
  EXPECT_GE(guarded, 10U);
  EXPECT_EQ(honouring, (std::vector<std::string>{"/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"}));
  EXPECT_EQ(page("/api/v1/auth/verify", R"({"token":")" + token_ + "\"}").status, 400U);
}

}  // namespace
}  // namespace foyer::test
