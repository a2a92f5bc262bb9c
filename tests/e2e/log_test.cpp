#include <sstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class Logs : public House {
 protected:
  std::vector<json::object> lines() {
    std::vector<json::object> out;
    std::istringstream text{server().err()};
    for (std::string line; std::getline(text, line);) {
      boost::system::error_code failed;
      const auto value = json::parse(line, failed);
      EXPECT_TRUE(value.is_object()) << line;
      if (value.is_object()) out.push_back(value.as_object());
    }
    return out;
  }

  /// Lines are written by a thread of their own, so the last ones may come a little later than the answers.
  std::vector<json::object> lines_with(std::string_view request_id) {
    std::vector<json::object> out;
    for (const auto& line : lines()) {
      const auto* id = line.if_contains("request_id");
      if (id != nullptr && id->as_string() == request_id) out.push_back(line);
    }
    return out;
  }
};

TEST_F(Logs, EveryLineIsJsonAndEveryRequestLineCarriesItsId) {
  settings()["LOG_FORMAT"] = "json";
  start();
  const auto answer = client().send("GET", "/api/v1/user/profile?secret=1", {}, {{"X-Request-Id", "ticket-4711"}});
  EXPECT_EQ(answer.header("X-Request-Id"), "ticket-4711");
  ASSERT_TRUE(eventually([&] { return !lines_with("ticket-4711").empty(); })) << server().err();
  const auto line = lines_with("ticket-4711").front();
  EXPECT_EQ(line.at("message").as_string(), "request");
  EXPECT_EQ(line.at("path").as_string(), "/api/v1/user/profile");
  EXPECT_EQ(line.at("status").as_int64(), 401);
  for (const auto& each : lines()) {
    EXPECT_TRUE(each.contains("time") && each.contains("level") && each.contains("message"));
    if (each.at("message").as_string() == "request") EXPECT_TRUE(each.contains("request_id")) << each;
  }
}

TEST_F(Logs, AnIdIsMadeWhereNoneOrAHostileOneIsSent) {
  settings()["LOG_FORMAT"] = "json";
  start();
  const std::string made = client().get("/health/live").header("X-Request-Id");
  EXPECT_FALSE(made.empty());
  const auto hostile = client().send("GET", "/health/live", {}, {{"X-Request-Id", "x\",\"level\":\"none"}});
  EXPECT_FALSE(hostile.header("X-Request-Id").contains("level"));
  EXPECT_NE(hostile.header("X-Request-Id"), made);
  EXPECT_TRUE(eventually([&] { return !lines_with(made).empty(); }));
}

TEST_F(Logs, K2P6J6AFullFlowWritesNoPasswordAndNoToken) {
  settings()["LOG_FORMAT"] = "json";
  settings()["LOG_LEVEL"] = "debug";
  start();
  const std::string email = "olena@example.com";
  const std::string renewed = "Velvet&Popcorn8";
  std::vector<std::string> secrets{password, renewed};
  const auto token_in = [](const std::string& link) { return link.substr(link.find("token=") + 6); };

  client().post("/api/v1/auth/register", credentials(email, password));
  secrets.push_back(token_in(captured_link(1)));
  ASSERT_EQ(client().get("/api/v1/auth/verify?token=" + secrets.back()).status, 200);
  const Pair first = sign_in(email);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials(email, renewed)).status, 400);
  const auto second = client().post("/api/v1/auth/refresh", {{"refresh_token", first.refresh}});
  client().get("/api/v1/user/profile", second.text("access_token"));
  client().get("/api/v1/user/profile", second.text("access_token") + "x");
  client().post("/api/v1/auth/request-password-reset", {{"email", email}});
  secrets.push_back(token_in(captured_link(2)));
  const json::value reset{{"token", secrets.back()}, {"new_password", renewed}};
  ASSERT_EQ(client().post("/api/v1/auth/reset-password", reset).status, 200);
  EXPECT_EQ(client().post("/api/v1/auth/reset-password", reset).status, 400);
  const Pair last = sign_in(email, client(), renewed);
  client().post("/api/v1/auth/logout", {{"refresh_token", last.refresh}});
  const auto page = from_page("/api/v1/auth/login", credentials(email, renewed));
  const auto renewed_page = from_page("/api/v1/auth/refresh", json::object{}, kept_cookie(page));
  ASSERT_EQ(renewed_page.status, 200);
  from_page("/api/v1/auth/logout", json::object{}, kept_cookie(renewed_page));
  secrets.push_back(kept_cookie(page));
  secrets.push_back(kept_cookie(renewed_page));
  for (const auto& one : {first.access, first.refresh, second.text("access_token"), second.text("refresh_token"),
                          last.access, last.refresh}) {
    secrets.push_back(one);
  }

  const std::string last_id = client().get("/health/live").header("X-Request-Id");
  ASSERT_TRUE(eventually([&] { return !lines_with(last_id).empty(); }));
  const std::string said = server().out() + server().err();
  for (const auto& secret : secrets) {
    ASSERT_GE(secret.size(), 8U);
    EXPECT_FALSE(said.contains(secret)) << secret;
  }
  EXPECT_FALSE(said.contains(email));
}

}  // namespace
}  // namespace foyer::test
