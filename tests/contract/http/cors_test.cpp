// H6: CORS is closed unless an exact origin list is set.

#include "platform/http/cors.h"

#include <gtest/gtest.h>

#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

CorsOrigins listing(const std::vector<std::string>& origins) {
  auto parsed = CorsOrigins::parse(origins);
  if (!parsed) throw std::logic_error{parsed.error()};
  return std::move(*parsed);
}

Task<Response> refuse_password(const Request& request) {
  co_return problem(Error{.code = Errc::too_many_attempts, .limit = SpentLimit{"login", 60, std::chrono::minutes{15}}},
                    request);
}
Task<Response> refuse_token(const Request& request) {
  co_return problem(Error{.code = Errc::not_authenticated}, request);
}
Task<Response> refuse_fields(const Request& request) {
  co_return problem(Error{.code = Errc::validation_error}, request);
}

class H6Cors : public testing::Test {
 protected:
  explicit H6Cors(const std::vector<std::string>& origins = {cinema, "http://localhost:5173"})
      : serving_{{.cors_origins = listing(origins)}} {
    serving_.add(Method::post, "/api/v1/login", refuse_password);
    serving_.add(Method::get, "/api/v1/profile", refuse_token);
    serving_.add(Method::put, "/api/v1/profile", refuse_fields);
    serving_.add(Method::get, "/openapi.json", hello);
    serving_.add(Method::get, "/.well-known/jwks.json", hello);
    serving_.add(Method::get, "/api/v1", hello);
    serving_.add(Method::get, "/api/v1x", hello);
    serving_.add(Method::get, "/.well-known", hello);
    serving_.add(Method::get, "/api/v1/boom", boom);
  }
  RawAnswer ask(const std::string& line, const std::string& fields) const {
    return serving_.ask(line + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }
  static std::string from(const std::string& origin) { return "Origin: " + origin + "\r\n"; }

  static void expect_closed(const RawAnswer& answer, const std::string& about) {
    for (const auto& [name, value] : answer.fields) EXPECT_FALSE(name.starts_with("Access-Control-")) << about << name;
  }

  static constexpr const char* cinema = "https://cinema.example";

 private:
  Serving serving_;
};

class H6CorsUnset : public H6Cors {
 protected:
  H6CorsUnset() : H6Cors(std::vector<std::string>{}) {}
};

TEST_F(H6Cors, AListedOriginMayReadTheAnswer) {
  for (const char* path :
       {"/api/v1/profile", "/api/v1", "/openapi.json", "/.well-known/jwks.json", "/api/v1/nowhere"}) {
    const RawAnswer answer = ask(std::string{"GET "} + path, from(cinema));
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), cinema) << path;
    EXPECT_EQ(answer.header("Access-Control-Expose-Headers"),
              "Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, X-Request-Id");
    EXPECT_EQ(answer.header("Vary"), "Origin");
    EXPECT_EQ(answer.count("Access-Control-Allow-Credentials"), 0U);
    EXPECT_EQ(answer.count("Access-Control-Allow-Methods"), 0U);
  }
  EXPECT_EQ(ask("GET /api/v1/profile", from("http://localhost:5173")).header("Access-Control-Allow-Origin"),
            "http://localhost:5173");
}

TEST_F(H6Cors, ErrorsCanBeReadToo) {
  const std::string json = from(cinema) + "Content-Length: 0\r\n";
  const RawAnswer limited = ask("POST /api/v1/login", json);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.header("RateLimit"), R"("login";r=0;t=1)");
  const RawAnswer stranger = ask("GET /api/v1/profile", from(cinema));
  EXPECT_EQ(stranger.status, 401);
  const RawAnswer wrong = ask("PUT /api/v1/profile", json);
  EXPECT_EQ(wrong.status, 422);
  const RawAnswer broken = ask("GET /api/v1/boom", from(cinema));
  EXPECT_EQ(broken.status, 500);
  const RawAnswer method = ask("DELETE /api/v1/login", from(cinema));
  EXPECT_EQ(method.status, 405);
  const RawAnswer large = ask("POST /api/v1/login", from(cinema) + "Content-Length: 70000\r\n");
  EXPECT_EQ(large.status, 413);
  for (const RawAnswer& answer : {limited, stranger, wrong, broken, method, large}) {
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), cinema) << answer.status;
    EXPECT_EQ(answer.header("Vary"), "Origin") << answer.status;
  }
}

TEST_F(H6Cors, APreflightNamesTheMethodsOfThePathAndTwoFields) {
  const RawAnswer answer =
      ask("OPTIONS /api/v1/profile", from(cinema) +
                                         "Access-Control-Request-Method: PUT\r\n"
                                         "Access-Control-Request-Headers: authorization, x-evil\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), cinema);
  EXPECT_EQ(answer.header("Access-Control-Allow-Methods"), "GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(answer.header("Access-Control-Allow-Headers"), "authorization, content-type");
  EXPECT_EQ(answer.header("Access-Control-Max-Age"), "600");
  EXPECT_EQ(answer.header("Vary"), "Origin");
  EXPECT_EQ(answer.count("Access-Control-Allow-Credentials"), 0U);
}

TEST_F(H6Cors, OtherOriginsGetNothing) {
  for (const std::string origin : {"https://cinema.example.evil.example", "https://evil-cinema.example",
                                   "http://cinema.example", "https://cinema.example:8443", "https://CINEMA.example",
                                   "https://cinema.example/", "https://www.cinema.example", "null", "*", "",
                                   "https://cinema.example, https://cinema.example", "http://localhost"}) {
    const RawAnswer answer = ask("GET /api/v1/profile", from(origin));
    expect_closed(answer, origin);
    EXPECT_EQ(answer.header("Vary"), "Origin") << origin;
    const RawAnswer preflight = ask("OPTIONS /api/v1/profile", from(origin) + "Access-Control-Request-Method: PUT\r\n");
    expect_closed(preflight, origin);
    EXPECT_EQ(preflight.status, 204) << origin;
  }
  expect_closed(ask("GET /api/v1/profile", from(cinema) + from(cinema)), "two");
  const RawAnswer own = ask("GET /api/v1/profile", "");
  expect_closed(own, "none");
  EXPECT_EQ(own.header("Vary"), "Origin");
}

TEST_F(H6Cors, L3FormsOfOtherSitesReachNoHandlerUnlessTheSiteIsListed) {
  const std::string form =
      "Sec-Fetch-Site: cross-site\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n";
  const RawAnswer refused = ask("POST /api/v1/login", from("https://evil.example") + form);
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(refused.body.contains("foreign_form")) << refused.body;
  EXPECT_EQ(ask("POST /api/v1/login", from(cinema) + form).status, 429);
}

TEST_F(H6Cors, NothingOutsideTheApiIsShared) {
  for (const char* path : {"/hello", "/", "/api/v1x", "/.well-known", "/openapi.jsonx", "/docs"}) {
    const RawAnswer answer = ask(std::string{"GET "} + path, from(cinema));
    expect_closed(answer, path);
    EXPECT_EQ(answer.header("Vary"), "Origin") << path;
  }
  expect_closed(ask("OPTIONS *", from(cinema) + "Access-Control-Request-Method: GET\r\n"), "*");
  const RawAnswer broken = ask("GET /api/v1/profile", from(cinema) + "X : y\r\n");
  EXPECT_EQ(broken.status, 400);
  expect_closed(broken, "broken");
}

TEST_F(H6CorsUnset, AnswersNobodyAndVariesByNothing) {
  const RawAnswer answer = ask("GET /api/v1/profile", from(cinema));
  expect_closed(answer, "unset");
  EXPECT_EQ(answer.count("Vary"), 0U);
}

TEST(H6CorsList, TakesOriginsAsBrowsersWriteThem) {
  for (const char* good : {"https://cinema.example", "http://localhost:5173", "http://127.0.0.1:8080",
                           "https://[::1]:8443", "https://[2001:db8::1]", "capacitor://localhost",
                           "https://xn--kino-jua.example", "http://a:1", "https://cinema.example:80"})
    EXPECT_TRUE(CorsOrigins::parse({good})) << good;
}

TEST(H6CorsList, RefusesWhatNoBrowserSendsByName) {
  for (const std::string wrong : {"*",
                                  "https://*.cinema.example",
                                  "null",
                                  "cinema.example",
                                  "//cinema.example",
                                  "https://",
                                  "https://:80",
                                  "https://cinema.example/",
                                  "https://cinema.example/app",
                                  "https://cinema.example?x",
                                  "https://cinema.example#x",
                                  "https://Cinema.example",
                                  "HTTPS://cinema.example",
                                  "https://cinema.example:",
                                  "https://cinema.example:0",
                                  "https://cinema.example:080",
                                  "https://cinema.example:65536",
                                  "https://cinema.example:x",
                                  "https://cinema.example:443",
                                  "http://cinema.example:80",
                                  "https://user@cinema.example",
                                  "https://cin\xC3\xA9ma.example",
                                  "https://a b",
                                  "https://[::1",
                                  "https://[::1]x",
                                  "https://[1.2.3.4]",
                                  "https://[0:0::1]",
                                  "https://a:1:2",
                                  "1http://a",
                                  "https://a\r\nX: y"}) {
    const auto parsed = CorsOrigins::parse({"https://cinema.example", wrong});
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_TRUE(parsed.error().starts_with("'" + wrong + "' ")) << parsed.error();
  }
}

}  // namespace
}  // namespace foyer::http::test
