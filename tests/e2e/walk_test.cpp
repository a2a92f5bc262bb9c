#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class Walk : public House {
 protected:
  /// The part of a link to this server that a client asks for.
  static std::string path_of(const std::string& link) {
    const auto host = link.find("://");
    return host == std::string::npos ? std::string{} : link.substr(link.find('/', host + 3));
  }
};

TEST_F(Walk, AViewerRegistersProvesTheAddressSignsInEditsTheProfileAndLeaves) {
  start();
  const std::string email = "olena@example.com";
  ASSERT_EQ(client().post("/api/v1/auth/register", credentials(email, password)).status, 200);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials(email, password)).text("code"), "account_not_activated");

  const std::string link = captured_link(1);
  ASSERT_TRUE(link.contains("/verify?token=")) << link;
  EXPECT_EQ(client().get(path_of(link)).status, 200);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials(email, password)).text("code"), "account_not_activated");
  const std::string token = link.substr(link.find("token=") + 6);
  ASSERT_EQ(client().get("/api/v1/auth/verify?token=" + token).status, 200);

  const Pair first = sign_in(email);
  const auto fresh = client().get("/api/v1/user/profile", first.access);
  ASSERT_EQ(fresh.status, 200) << fresh.body;
  EXPECT_EQ(fresh.text("email"), email);
  EXPECT_TRUE(fresh.json().at("first_name").is_null());

  const json::value change{{"first_name", "Olena"}, {"gender", "WOMAN"}, {"date_of_birth", "1990-04-23"}};
  ASSERT_EQ(client().put("/api/v1/user/profile", change, first.access).status, 200);
  EXPECT_EQ(client().get("/api/v1/users/me", first.access).text("first_name"), "Olena");

  const auto refreshed = client().post("/api/v1/auth/refresh", {{"refresh_token", first.refresh}});
  ASSERT_EQ(refreshed.status, 200) << refreshed.body;
  const std::string access = refreshed.text("access_token");
  const std::string refresh = refreshed.text("refresh_token");
  EXPECT_EQ(client().get("/api/v1/user/profile", access).status, 200);

  ASSERT_EQ(client().post("/api/v1/auth/logout", {{"refresh_token", refresh}}).status, 200);
  EXPECT_EQ(client().get("/api/v1/user/profile", access).status, 401);
  EXPECT_EQ(client().post("/api/v1/auth/refresh", {{"refresh_token", refresh}}).status, 401);
}

TEST_F(Walk, AForgottenPasswordIsReplacedByTheMailedLink) {
  start();
  given_viewer("olena@example.com");
  const Pair before = sign_in("olena@example.com");
  ASSERT_EQ(client().post("/api/v1/auth/request-password-reset", {{"email", "olena@example.com"}}).status, 200);
  const std::string link = captured_link(1);
  const auto token_at = link.find("token=");
  ASSERT_NE(token_at, std::string::npos) << link;
  const std::string token = link.substr(token_at + 6);
  const std::string renewed = "Velvet&Popcorn8";
  const auto reset = client().post("/api/v1/auth/reset-password", {{"token", token}, {"new_password", renewed}});
  ASSERT_EQ(reset.status, 200) << reset.body;
  EXPECT_EQ(client().get("/api/v1/user/profile", before.access).status, 401);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", password)).status, 400);
  EXPECT_FALSE(sign_in("olena@example.com", client(), renewed).access.empty());
}

TEST_F(Walk, DocumentsPagesAndKeysAreServedByTheBinaryAlone) {
  start();
  for (const char* path : {"/", "/docs", "/redoc", "/openapi.json", "/.well-known/jwks.json", "/health/ready"}) {
    EXPECT_EQ(client().get(path).status, 200) << path;
  }
  EXPECT_EQ(client().get("/.well-known/jwks.json").json().at("keys").as_array().size(), 2U)
      << "the one that signs and the next";
}

}  // namespace
}  // namespace foyer::test
