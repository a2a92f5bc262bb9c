#include <fstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class AuditCommands : public House {
 protected:
  json::object verify(const std::string& expected = {}) {
    std::vector<std::string> words{"audit", "verify", "--json"};
    if (!expected.empty()) words.insert(words.end(), {"--expect", expected});
    const auto done = foyer(words);
    const auto verdict = json::parse(done.out).as_object();
    EXPECT_EQ(done.exit_code, verdict.at("whole").as_bool() ? 0 : 1) << done.err;
    return verdict;
  }
  std::string head() { return std::string{verify().at("head").as_string()}; }
  /// Events that a rotation of keys, which needs no server, leaves behind.
  void given_events(int count) {
    for (int i = 0; i < count; ++i) {
      const auto done = foyer({"keys", "rotate", "--discard-current"});
      ASSERT_EQ(done.exit_code, 0) << done.err;
    }
  }
};

TEST_F(AuditCommands, K3AWholeTrailPassesBesideARunningServer) {
  start();
  given_events(3);
  const auto done = foyer({"audit", "verify"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(lines_in(done.out), 1U);
  EXPECT_TRUE(done.out.contains("3 events, head 3:")) << done.out;
  EXPECT_EQ(head().size(), 2U + 64U);
}

TEST_F(AuditCommands, K3TamperingIsOneLinePerFindingAndExitCodeOne) {
  start();
  given_events(3);
  ASSERT_EQ(sql("UPDATE audit_events SET detail = 'scheduled' WHERE seq = 2").exit_code, 0);
  const auto changed = foyer({"audit", "verify"});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_TRUE(changed.out.starts_with("event 2: was changed")) << changed.out;
  EXPECT_TRUE(changed.err.contains("broken"));
  EXPECT_EQ(lines_in(changed.out), 2U);
  ASSERT_EQ(sql("UPDATE audit_events SET detail = 'discarded' WHERE seq = 2").exit_code, 0);
  EXPECT_TRUE(verify().at("whole").as_bool());
  ASSERT_EQ(sql("DELETE FROM audit_events WHERE seq = 3").exit_code, 0);
  EXPECT_EQ(verify().at("findings").as_array().front().at("seq"), 3);
}

TEST_F(AuditCommands, K3ACommandWithAnotherSecretChangesNothing) {
  start();
  given_viewer("olena@example.com");
  const std::string before = head();
  std::ofstream{folder() / "accounts.csv"} << "email,password_hash\ntaras@example.com,\n";
  const auto right = settings();
  settings()["SECRET_KEY"] = "another secret of more than 32 bytes, made up here";
  for (const auto& words : {std::vector<std::string>{"user", "disable", "olena@example.com"},
                            {"user", "erase", "olena@example.com", "--yes"},
                            {"user", "create", "taras@example.com", "--password-stdin"},
                            {"import", (folder() / "accounts.csv").string()},
                            {"keys", "rotate"},
                            {"audit", "verify"}}) {
    const auto refused = foyer(words, "Correct-horse-1-battery\n");
    EXPECT_EQ(refused.exit_code, 2) << words.front() << refused.err;
    EXPECT_TRUE(refused.err.contains("sealed with another secret")) << words.front() << refused.err;
  }
  settings() = right;
  EXPECT_EQ(head(), before);
  EXPECT_EQ(boost::json::parse(foyer({"user", "list", "--json"}).out).as_array().size(), 1U);
}

TEST_F(AuditCommands, K3ATrailThatWasWipedIsNotTakenForANewOne) {
  start();
  given_viewer("olena@example.com");
  stop();
  sql("DELETE FROM audit_events; UPDATE audit_head SET seq = 0, chain = NULL, seal = NULL");
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 1);
}

TEST_F(AuditCommands, K3AnOlderCopyDoesNotPassTheExpectedPoint) {
  start();
  given_events(1);
  stop();
  std::filesystem::copy_file(data() / "foyer.db", data() / "older.db");
  given_events(2);
  const std::string kept = head();
  EXPECT_TRUE(verify(kept).at("whole").as_bool());
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(data() / (std::string{"foyer.db"} + suffix));
  std::filesystem::rename(data() / "older.db", data() / "foyer.db");
  EXPECT_TRUE(verify().at("whole").as_bool());
  EXPECT_FALSE(verify(kept).at("whole").as_bool());
}

TEST_F(AuditCommands, K3ListFiltersAndKeepsHostileTextOnItsLine) {
  start();
  given_viewer("olena@example.com");
  client().send("POST", "/api/v1/auth/login", R"({"email":"olena@example.com","password":"Wrong&Velvet7"})",
                {{"Content-Type", "application/json"}, {"User-Agent", "x\",\"event\":\"authn_login_success"}});
  sign_in("olena@example.com");
  const auto failed = json::parse(foyer({"audit", "list", "--event", "authn_login_fail", "--json"}).out).as_array();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].at("event"), "authn_login_fail");
  EXPECT_EQ(failed[0].at("source"), "127.0.0.1");
  EXPECT_EQ(failed[0].at("user_agent"), "x\",\"event\":\"authn_login_success");
  const auto of_user = json::parse(foyer({"audit", "list", "--user", "1", "--json"}).out).as_array();
  EXPECT_FALSE(of_user.empty());
  EXPECT_EQ(foyer({"audit", "list", "--user", "99", "--json"}).out, "[]\n");
  EXPECT_EQ(json::parse(foyer({"audit", "list", "--limit", "1", "--json"}).out).as_array().size(), 1U);
  const auto shown = foyer({"audit", "list"});
  EXPECT_EQ(lines_in(shown.out), 1 + json::parse(foyer({"audit", "list", "--json"}).out).as_array().size());
  EXPECT_FALSE(shown.out.contains("olena@example.com"));
}

TEST_F(AuditCommands, K3WhatOperatorsDoIsRecorded) {
  ASSERT_EQ(foyer({"migrate", "upgrade", "head"}).exit_code, 0);
  given_viewer("olena@example.com");
  ASSERT_EQ(foyer({"user", "set-group", "olena@example.com", "MODERATOR"}).exit_code, 0);
  ASSERT_EQ(foyer({"user", "disable", "olena@example.com"}).exit_code, 0);
  ASSERT_EQ(foyer({"user", "activate", "olena@example.com"}).exit_code, 0);
  EXPECT_EQ(foyer({"user", "disable", "nobody@example.com"}).exit_code, 1);
  std::string said;
  for (const auto& event : json::parse(foyer({"audit", "list", "--json"}).out).as_array()) {
    EXPECT_EQ(event.at("user"), 1);
    said += std::string{event.at("event").as_string()} + "/" + std::string{event.at("detail").as_string()} + " ";
  }
  EXPECT_EQ(said,
            "user_enabled/by_operator user_disabled/by_operator privilege_permissions_changed/moderator "
            "user_created/by_operator ");
  start();
  EXPECT_TRUE(verify().at("whole").as_bool()) << "the server took over the secret that the first command made";
  EXPECT_EQ(client().get("/api/v1/user/profile", sign_in("olena@example.com").access).status, 200);
}

TEST_F(AuditCommands, WrongArgumentsAreRefusedInOneLine) {
  start();
  for (const auto& words : std::vector<std::vector<std::string>>{{"audit", "list", "--event", "authn_login_failed"},
                                                                 {"audit", "verify", "--expect", "3"},
                                                                 {"audit", "verify", "--expect", "3:abc"},
                                                                 {"audit", "verify", "--expect", "x:"}}) {
    const auto refused = foyer(words);
    EXPECT_EQ(refused.exit_code, 2) << words.back();
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
  }
}

TEST_F(AuditCommands, K3WithoutTheSecretNothingIsProven) {
  start();
  given_events(1);
  stop();
  std::filesystem::rename(data() / "secret.key", data() / "away.key");
  const auto refused = foyer({"audit", "verify"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("secret")) << refused.err;
  EXPECT_EQ(foyer({"audit", "list"}).exit_code, 0);
  std::filesystem::rename(data() / "away.key", data() / "secret.key");
}

}  // namespace
}  // namespace foyer::test
