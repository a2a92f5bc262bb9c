#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class UserCommands : public House {
 protected:
  static void expect_refusal(const Finished& refused, int exit_code, const std::string& about) {
    EXPECT_EQ(refused.exit_code, exit_code) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
    EXPECT_TRUE(refused.err.contains(about)) << refused.err;
  }
};

TEST_F(UserCommands, ACreatedAccountSignsInAtOnceAndIsListed) {
  start();
  const auto created = foyer({"user", "create", "Olena@Example.com", "--group", "ADMIN", "--password-stdin"},
                             std::string{password} + "\n");
  ASSERT_EQ(created.exit_code, 0) << created.err;
  EXPECT_EQ(created.out, "Created olena@example.com as ADMIN with id 1.\n");
  const auto profile = client().get("/api/v1/user/profile", sign_in("olena@example.com").access);
  EXPECT_EQ(profile.text("group"), "ADMIN") << profile.body;

  const auto listed = boost::json::parse(foyer({"user", "list", "--json"}).out).as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("email").as_string(), "olena@example.com");
  EXPECT_EQ(listed[0].at("state").as_string(), "active");
  EXPECT_EQ(listed[0].at("group").as_string(), "ADMIN");
  EXPECT_EQ(foyer({"user", "list", "--state", "disabled", "--json"}).out, "[]\n");
  EXPECT_TRUE(foyer({"user", "list"}).out.contains("olena@example.com"));
}

TEST_F(UserCommands, AListThatEndsEarlySaysSo) {
  start();
  for (const char* viewer : {"olena@example.com", "taras@example.com", "iryna@example.com"}) given_viewer(viewer);
  const auto listed = foyer({"user", "list", "--limit", "2", "--json"});
  EXPECT_EQ(boost::json::parse(listed.out).as_array().size(), 2U);
  EXPECT_EQ(listed.err, "foyer: there are more than these 2; --limit shows them\n");
  EXPECT_EQ(foyer({"user", "list", "--limit", "3"}).err, "");
  EXPECT_NE(foyer({"audit", "list", "--limit", "1"}).err, "");
  EXPECT_NE(foyer({"jobs", "list", "--limit", "1"}).err, "");
}

TEST_F(UserCommands, AClosedAccountIsListedUnderItsStateAndWithTheDayOfItsEnd) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  ASSERT_EQ(client().send("DELETE", "/api/v1/user", {}, {{"Authorization", "Bearer " + pair.access}}).status, 200);
  ASSERT_EQ(foyer({"user", "disable", "olena@example.com"}).exit_code, 0);
  const auto listed = boost::json::parse(foyer({"user", "list", "--state", "disabled", "--json"}).out).as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("state").as_string(), "disabled");
  EXPECT_TRUE(listed[0].at("erase_at").is_string());
}

TEST_F(UserCommands, WhatTheApiWouldRefuseIsRefusedHereToo) {
  start();
  given_viewer("olena@example.com");
  const std::string good = std::string{password} + "\n";
  expect_refusal(foyer({"user", "create", "OLENA@example.com", "--password-stdin"}, good), 1, "has an account already");
  expect_refusal(foyer({"user", "create", "not an address", "--password-stdin"}, good), 2, "not an address");
  expect_refusal(foyer({"user", "create", "taras@example.com", "--password-stdin"}, "short\n"), 1, "");
  expect_refusal(foyer({"user", "create", "taras@example.com", "--password-stdin"}, ""), 2, "password");
  expect_refusal(foyer({"user", "create", "taras@example.com", "--group", "USHER", "--password-stdin"}, good), 2,
                 "'USHER' is none of USER, MODERATOR, ADMIN");
  expect_refusal(foyer({"user", "create", "taras@example.com"}, good), 2, "--password-stdin");
  expect_refusal(foyer({"user", "disable", "nobody@example.com"}), 1, "no account has the address");
  expect_refusal(foyer({"user", "list", "--state", "sleeping"}), 2, "'sleeping'");
  EXPECT_EQ(boost::json::parse(foyer({"user", "list", "--json"}).out).as_array().size(), 1U);
}

TEST_F(UserCommands, T6DisablingEndsTheSessionsOfTheRunningServerAtOnce) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  ASSERT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200);
  ASSERT_EQ(foyer({"user", "disable", "olena@example.com"}).exit_code, 0);
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 401);
  EXPECT_EQ(client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}}).status, 401);
  EXPECT_NE(client().post("/api/v1/auth/login", credentials("olena@example.com", password)).status, 200);

  EXPECT_EQ(foyer({"user", "activate", "1"}).out, "olena@example.com is active.\n");
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 401);
  EXPECT_EQ(client().get("/api/v1/user/profile", sign_in("olena@example.com").access).status, 200);
}

TEST_F(UserCommands, V5ALinkMailedBeforeAnAccountWasDisabledOpensNothing) {
  start();
  given_viewer("olena@example.com");
  ASSERT_EQ(client().post("/api/v1/auth/request-password-reset", {{"email", "olena@example.com"}}).status, 200);
  const std::string link = captured_link(1);
  ASSERT_EQ(foyer({"user", "disable", "olena@example.com"}).exit_code, 0);
  ASSERT_EQ(foyer({"user", "activate", "olena@example.com"}).exit_code, 0);
  const auto reset = client().post("/api/v1/auth/reset-password",
                                   {{"token", link.substr(link.find('=') + 1)}, {"new_password", "Fresh&Velvet88"}});
  EXPECT_EQ(reset.status, 400) << reset.body;
}

TEST_F(UserCommands, R4WhatAStrangerRegisteredIsNotActivatedByAnOperator) {
  start();
  for (const char* chosen : {password, "Strangers&Velvet8"}) {
    ASSERT_EQ(client().post("/api/v1/auth/register", credentials("olena@example.com", chosen)).status, 200);
  }
  ASSERT_EQ(foyer({"user", "activate", "olena@example.com"}).exit_code, 0);
  for (const char* chosen : {password, "Strangers&Velvet8"}) {
    EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", chosen)).status, 400) << chosen;
  }
}

TEST_F(UserCommands, T6ANewGroupShowsInTheProfileAtOnce) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).text("group"), "USER");
  const auto moved = foyer({"user", "set-group", "1", "moderator"});
  EXPECT_EQ(moved.out, "olena@example.com is in group MODERATOR.\n") << "by the id of the only account" << moved.err;
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).text("group"), "MODERATOR");
  const auto refreshed = client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}});
  EXPECT_EQ(client().get("/api/v1/user/profile", refreshed.text("access_token")).text("group"), "MODERATOR");
}

TEST_F(UserCommands, ADatabaseThatIsNotThereYetIsExplained) {
  expect_refusal(foyer({"user", "list"}), 1, "foyer migrate upgrade head");
  EXPECT_FALSE(std::filesystem::exists(data())) << "nothing is left behind by a command in a wrong folder";
}

}  // namespace
}  // namespace foyer::test
