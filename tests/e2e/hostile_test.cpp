#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

struct Hostile {
  const char* what;
  std::string body;
  HttpClient::Fields fields{{"Content-Type", "application/json"}};
};

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// Wrong for every route: no field of any request takes these.
std::vector<Hostile> hostile_requests() {
  const HttpClient::Fields as_json{{"Content-Type", "application/json"}};
  const auto with = [](std::string name, std::string value) {
    return HttpClient::Fields{{"Content-Type", "application/json"}, {std::move(name), std::move(value)}};
  };
  const std::string every_field =
      R"({"email":$,"password":$,"token":$,"new_password":$,"old_password":$,"refresh_token":$,"device_name":$,)"
      R"("first_name":$,"last_name":$,"gender":$,"date_of_birth":$,"avatar":$,"info":$})";
  const auto all_are = [&](const std::string& value) {
    std::string out;
    for (const char c : every_field) out += c == '$' ? value : std::string{c};
    return out;
  };
  std::vector<Hostile> out{
      {"nothing", ""},
      {"blanks", "   "},
      {"a brace", "{"},
      {"a closing brace", "}"},
      {"null", "null"},
      {"a number", "17"},
      {"a string", R"("email")"},
      {"an array", "[]"},
      {"an array of objects", R"([{"email":"a@example.com"}])"},
      {"true", "true"},
      {"an infinite number", "1e999"},
      {"trailing bytes", R"({"email":"a@example.com"} x)"},
      {"two objects", "{}{}"},
      {"a trailing comma", R"({"email":"a@example.com",})"},
      {"single quotes", "{'email':'a@example.com'}"},
      {"a comment", "{/* */}"},
      {"a byte order mark", "\xEF\xBB\xBF{}"},
      {"a duplicate key", R"({"email":"a@example.com","email":"b@example.com"})"},
      {"a duplicate key of another spelling", R"({"email":"a@example.com","\u0065mail":"b@example.com"})"},
      {"NUL in the text", std::string("{\"email\":\"a\0b\"}", 15)},
      {"an escaped NUL", R"({"email":"a\u0000b@example.com","token":"a\u0000","refresh_token":"\u0000"})"},
      {"a lone surrogate", R"({"email":"\ud800"})"},
      {"bad UTF-8", "{\"email\":\"\xff\xfe\"}"},
      {"overlong UTF-8", "{\"email\":\"\xc0\xaf\"}"},
      {"a truncated character", "{\"email\":\"\xe2\x82\"}"},
      {"deep arrays", repeated("[", 10'000) + repeated("]", 10'000)},
      {"deep objects", repeated(R"({"a":)", 5'000) + "1" + repeated("}", 5'000)},
      {"an unclosed abyss", repeated("[", 60'000)},
      {"a body over the limit", R"({"email":")" + std::string(64 * 1024, 'a') + "\"}"},
      {"plain text", "hello", {{"Content-Type", "text/plain"}}},
      {"XML", "<email/>", {{"Content-Type", "application/xml"}}},
      {"JSON without a type", "{}", {}},
      {"another charset", "{}", {{"Content-Type", "application/json; charset=utf-16"}}},
      {"two types", "{}", {{"Content-Type", "application/json"}, {"Content-Type", "text/plain"}}},
      {"a form in pieces", "--x\r\n\r\n--x--", {{"Content-Type", "multipart/form-data; boundary=x"}}},
      {"a form of percent signs", "%%%&=&%zz", {{"Content-Type", "application/x-www-form-urlencoded"}}},
      {"compressed JSON", "\x1f\x8b\x08", with("Content-Encoding", "gzip")},
      {"a huge header", "{}", with("X-Big", std::string(20'000, 'h'))},
      {"a hundred headers more", "{}", HttpClient::Fields(101, {"X-Many", "1"})},
      {"two lengths", "{}", with("Content-Length", "3")},
      {"a length and chunks", "{}", with("Transfer-Encoding", "chunked")},
      {"an unknown coding", "{}", with("Transfer-Encoding", "gzip, chunked")},
      {"two hosts", "{}", with("Host", "elsewhere.example")},
      {"a wish for miracles", "{}", with("Expect", "a-miracle")},
      {"control characters in a header", "{}", with("X-Odd", "a\x01\x02z")},
  };
  for (const char* value : {"17", "-1", "1.5", "1e308", "true", "[]", "{}", R"(["a"])", R"({"$ne":null})", R"("")",
                            R"("\n")", R"("' OR 1=1 --")"}) {
    out.push_back({"a wrong type everywhere", all_are(value), as_json});
  }
  out.push_back({"very long strings", all_are('"' + std::string(4'500, 'x') + '"'), as_json});
  return out;
}

struct Route {
  const char* method;
  const char* path;
  bool takes_anything = false;  ///< an answer of 200 to nonsense is its contract
};

constexpr Route routes[]{
    {"POST", "/api/v1/auth/register"},
    {"POST", "/api/v1/auth/verify"},
    {"POST", "/api/v1/auth/login"},
    {"POST", "/api/v1/auth/refresh"},
    {"POST", "/api/v1/auth/logout", true},
    {"POST", "/api/v1/auth/request-password-reset"},
    {"POST", "/api/v1/auth/resend-password-reset"},
    {"POST", "/api/v1/auth/resend-verification-email"},
    {"POST", "/api/v1/auth/reset-password"},
    {"POST", "/api/v1/auth/change-password"},
    {"PUT", "/api/v1/user/profile", true},  // {} changes nothing
    {"PATCH", "/api/v1/user/profile", true},
    {"PUT", "/api/v1/users/me/update", true},
    {"POST", "/reset-password"},
    {"POST", "/forgot-password"},
};

class Hostility : public House {
 protected:
  void expect_still_serving() {
    EXPECT_EQ(client().get("/health/ready").status, 200);
    EXPECT_EQ(client().get("/api/v1/user/profile", sign_in("olena@example.com").access).status, 200);
  }
};

TEST_F(Hostility, H5NoBodyMakesTheServerFail) {
  settings()["LOG_LEVEL"] = "error";
  start();
  given_viewer("olena@example.com");
  const std::string bearer = "Bearer " + sign_in("olena@example.com").access;
  const auto requests = hostile_requests();
  for (const Route& route : routes) {
    for (Hostile hostile : requests) {
      hostile.fields.emplace_back("Authorization", bearer);
      const auto answer = client().send(route.method, route.path, hostile.body, hostile.fields);
      const bool fine = answer.status == 501 || (answer.status >= 400 && answer.status < 500);
      EXPECT_TRUE(fine || (route.takes_anything && answer.status == 200))
          << route.method << " " << route.path << " with " << hostile.what << ": " << answer.status << answer.body;
    }
  }
  EXPECT_FALSE(server().err().contains(" error ")) << server().err();
  expect_still_serving();
}

TEST_F(Hostility, H4WrongMethodsAndPathsAreRefusedEverywhere) {
  start();
  given_viewer("olena@example.com");
  for (const Route& route : routes) {
    for (const char* method : {"DELETE", "TRACE", "CONNECT", "BREW", "post"}) {
      const auto answer = client().send(method, route.path, "{}", {{"Content-Type", "application/json"}});
      EXPECT_TRUE(answer.status >= 400 && answer.status <= 501 && answer.status != 500)
          << method << " " << route.path << ": " << answer.status;
    }
    for (const char* ending : {"/", "//", "/..", "%2f", "%00", "/%2e%2e", ";x", "\\"}) {
      const auto answer = client().send("POST", std::string{route.path} + ending, "{}");
      EXPECT_TRUE(answer.status >= 400 && answer.status < 500) << route.path << ending << ": " << answer.status;
    }
  }
  EXPECT_EQ(client().get("/" + std::string(9000, 'a')).status, 414);
  expect_still_serving();
}

TEST_F(Hostility, J6BadBearersAre401Everywhere) {
  start();
  given_viewer("olena@example.com");
  const std::string good = sign_in("olena@example.com").access;
  const std::string none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.";
  const std::vector<std::string> bad{"Bearer",
                                     "Bearer  ",
                                     "Bearer x",
                                     "Bearer a.b.c",
                                     "Basic YTpi",
                                     "Bearer " + none,
                                     "Bearer " + good + "=",
                                     good,
                                     "Bearer " + good + "x",
                                     "Bearer " + std::string(9000, 'a')};
  for (const Route& route : {Route{"GET", "/api/v1/user/profile"}, Route{"PUT", "/api/v1/users/me/update"},
                             Route{"POST", "/api/v1/auth/change-password"}}) {
    for (const auto& value : bad) {
      const auto answer = client().send(route.method, route.path, "{}",
                                        {{"Content-Type", "application/json"}, {"Authorization", value}});
      EXPECT_EQ(answer.status, 401) << route.path << " " << value << answer.body;
    }
  }
  EXPECT_EQ(client().get("/api/v1/user/profile?access_token=" + good).status, 401);
  expect_still_serving();
}

}  // namespace
}  // namespace foyer::test
