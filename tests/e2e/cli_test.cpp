#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class CommandLine : public House {
 protected:
  /// As an operator has them, where tests would wait for them.
  void with_limits() {
    std::erase_if(settings(), [](const auto& setting) { return setting.first.starts_with("LIMIT_"); });
  }
};

TEST_F(CommandLine, AnUnknownCommandIsNamed) {
  const auto refused = foyer({"frob"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("'frob' is no command")) << refused.err;
}

TEST_F(CommandLine, WhatIsWrongIsNamedInOneLineAndOneForm) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"config", "foo"}, "'foo' is no command of foyer config; see foyer config --help"},
      {{"--nope"}, "'--nope' is no option of foyer; see foyer --help"},
      {{"user", "create", "--nope"}, "'--nope' is no option of foyer user create; see foyer user create --help"},
      {{"user", "create"}, "email is required; see foyer user create --help"},
      {{}, "A subcommand is required; see foyer --help"},
      {{"user", "list", "--limit", "0"}, "--limit: Value 0 not in range 1 to 1000000; see foyer user list --help"}};
  for (const auto& [words, sentence] : mistakes) EXPECT_EQ(foyer(words).err, "foyer: " + sentence + "\n");
}

TEST_F(CommandLine, AReportThatCouldNotBeWrittenIsNoSuccess) {
  ASSERT_EQ(foyer({"migrate", "upgrade"}).exit_code, 0);
  for (const char* words : {"user list", "keys list", "audit list --json", "config show", "version"}) {
    const auto cut = run({.words = {"/bin/sh", "-c", "exec \"$0\" $1 > /dev/full", foyer_binary(), words},
                          .environment = settings(),
                          .folder = folder(),
                          .name = "cut"});
    EXPECT_EQ(cut.exit_code, 1) << words;
    EXPECT_EQ(cut.err, "foyer: not all of the output could be written: No space left on device\n") << words;
  }
}

TEST_F(CommandLine, SettingsThatSuitOneMachineAreDoubtedInAFleet) {
  with_limits();
  settings()["BCRYPT_COST"] = "12";
  settings()["REDIS_URL"] = "redis://127.0.0.1:6379/0";
  const auto doubted = foyer({"config", "check"});
  EXPECT_EQ(doubted.exit_code, 0) << doubted.err;
  for (const char* name : {"DATABASE_URL", "SECRET_KEY", "FRONTEND_URL", "EMAIL_HOST"}) {
    EXPECT_TRUE(doubted.out.contains(name)) << name << doubted.out;
  }
  settings()["DATABASE_URL"] = "postgresql://foyer@127.0.0.1/cinema";
  settings()["SECRET_KEY"] = "a secret of more than 32 bytes, made up for this test";
  settings()["FRONTEND_URL"] = "http://127.0.0.1:8000";
  settings()["EMAIL_HOST"] = "127.0.0.1";
  settings()["EMAIL_FROM"] = "no-reply@cinema.example";
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
}

TEST_F(CommandLine, K1LinksThatOthersCanReadAreDoubted) {
  with_limits();
  settings()["BCRYPT_COST"] = "12";
  settings()["DATABASE_URL"] = "postgresql://foyer@db.example/cinema?sslmode=disable";
  settings()["REDIS_URL"] = "redis://cache.example/0";
  settings()["SECRET_KEY"] = "a secret of more than 32 bytes, made up for this test";
  settings()["FRONTEND_URL"] = "https://cinema.example";
  settings()["EMAIL_HOST"] = "mail.example";
  settings()["EMAIL_FROM"] = "no-reply@cinema.example";
  settings()["EMAIL_USE_TLS"] = "false";
  const auto doubted = foyer({"config", "check"});
  EXPECT_EQ(doubted.exit_code, 0) << doubted.err;
  for (const char* word : {"sslmode=disable", "redis://", "EMAIL_USE_TLS=false"}) {
    EXPECT_TRUE(doubted.out.contains(word)) << word << doubted.out;
  }
  settings()["DATABASE_URL"] = "postgresql://foyer@db.example/cinema";
  settings()["REDIS_URL"] = "rediss://cache.example/0";
  settings()["EMAIL_USE_TLS"] = "true";
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
}

TEST_F(CommandLine, AServerForOthersThatIsSetForThisMachineIsDoubted) {
  with_limits();
  settings()["BCRYPT_COST"] = "12";
  settings()["HOST"] = "0.0.0.0";
  const auto doubted = foyer({"config", "check"});
  EXPECT_TRUE(doubted.out.contains("But without FRONTEND_URL")) << doubted.out;
  EXPECT_TRUE(doubted.out.contains("But without TLS")) << doubted.out;
  settings()["FRONTEND_URL"] = "https://cinema.example";
  settings()["TRUSTED_PROXIES"] = "10.0.0.0/8";
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
  settings()["LIMIT_LOGIN"] = "off";
  EXPECT_TRUE(foyer({"config", "check"}).out.contains("But these limits are off: login.")) << doubted.out;
}

TEST_F(CommandLine, SettingsThatAreWeakerThanTheyNeedBeAreDoubted) {
  with_limits();
  settings()["BCRYPT_COST"] = "9";
  settings()["KEY_ROTATION_DAYS"] = "0";
  settings()["LIMIT_PASSWORD_FAILURES"] = "50";
  settings()["LIMIT_PASSWORD_FAILURES_MOST"] = "50";
  const auto doubted = foyer({"config", "check"});
  EXPECT_EQ(doubted.exit_code, 0) << doubted.err;
  for (const char* word : {"BCRYPT_COST=9", "KEY_ROTATION_DAYS=0", "LIMIT_PASSWORD_FAILURES"}) {
    EXPECT_TRUE(doubted.out.contains(word)) << word << doubted.out;
  }
  settings()["BCRYPT_COST"] = "10";
  settings()["KEY_ROTATION_DAYS"] = "1";
  settings()["LIMIT_PASSWORD_FAILURES"] = "49";
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
}

TEST_F(CommandLine, K1AFolderInWhichOthersCanWriteIsDoubted) {
  with_limits();
  settings()["BCRYPT_COST"] = "12";
  const auto open = folder() / "open";
  std::filesystem::create_directory(open);
  std::filesystem::permissions(open, std::filesystem::perms::all);
  settings()["DATA_DIR"] = open.string();
  EXPECT_TRUE(foyer({"config", "check"}).out.contains("chmod go-w " + open.string()));
}

TEST_F(CommandLine, K1AFileWithSecretsThatOthersCanReadIsDoubted) {
  with_limits();
  settings()["BCRYPT_COST"] = "12";
  const auto file = folder() / ".env";
  const auto others = std::filesystem::perms::others_read;
  write_env_file("PORT=8001\n");
  std::filesystem::permissions(file, others, std::filesystem::perm_options::add);
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
  write_env_file("SECRET_KEY=\"a secret of more than 32 bytes, made up for this test\"\n");
  EXPECT_TRUE(foyer({"config", "check"}).out.contains("chmod o-r .env")) << foyer({"config", "check"}).out;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
  EXPECT_EQ(foyer({"config", "check"}).out, "The settings are fine.\n");
}

TEST_F(CommandLine, AMailServerWithItsPortIsAWrongSetting) {
  settings()["EMAIL_FROM"] = "no-reply@cinema.example";
  for (const char* host : {"mail.example.com:587", "smtp://mail.example.com", "x/y", "my mail", "[::1]"}) {
    settings()["EMAIL_HOST"] = host;
    const auto refused = foyer({"config", "check"});
    EXPECT_EQ(refused.exit_code, 2) << host;
    EXPECT_TRUE(refused.err.contains("EMAIL_HOST: ")) << refused.err;
  }
  for (const char* host : {"mail.example.com", "127.0.0.1", "::1", "mail_1"}) {
    settings()["EMAIL_HOST"] = host;
    EXPECT_EQ(foyer({"config", "check"}).exit_code, 0) << host;
  }
}

TEST_F(CommandLine, EveryCommandExplainsItself) {
  const std::vector<std::vector<std::string>> commands{
      {},
      {"serve"},
      {"migrate"},
      {"migrate", "upgrade"},
      {"migrate", "downgrade"},
      {"migrate", "history"},
      {"migrate", "current"},
      {"migrate", "revision"},
      {"user"},
      {"user", "create"},
      {"user", "list"},
      {"user", "activate"},
      {"user", "disable"},
      {"user", "set-group"},
      {"jobs"},
      {"jobs", "list"},
      {"jobs", "retry"},
      {"jobs", "cancel"},
      {"config"},
      {"config", "check"},
      {"config", "show"},
      {"config", "sample"},
      {"openapi"},
      {"version"},
  };
  for (auto words : commands) {
    words.emplace_back("--help");
    const auto help = foyer(words);
    EXPECT_EQ(help.exit_code, 0) << help.err;
    EXPECT_EQ(help.err, "");
    EXPECT_TRUE(help.out.contains("Usage")) << help.out;
  }
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(CommandLine, WrongUsageExitsWith2AndSaysWhereHelpIs) {
  const std::vector<std::vector<std::string>> mistakes{
      {}, {"frobnicate"}, {"user"}, {"user", "create"}, {"jobs", "retry", "x"}, {"serve", "--port", "1"}};
  for (const auto& words : mistakes) {
    const auto refused = foyer(words);
    EXPECT_EQ(refused.exit_code, 2) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_TRUE(refused.err.contains("--help")) << refused.err;
  }
}

TEST_F(CommandLine, TheVersionIsOneLine) {
  const auto version = foyer({"version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_EQ(lines_in(version.out), 1U);
  EXPECT_EQ(foyer({"--version"}).out, version.out);
}

TEST_F(CommandLine, TheOpenApiDocumentIsTheServedOne) {
  start();
  const auto printed = foyer({"openapi"});
  EXPECT_EQ(json::parse(printed.out), json::parse(client().get("/openapi.json").body));
}

TEST_F(CommandLine, P6ShownSettingsMaskSecretsAndNameTheirOrigin) {
  settings()["SECRET_KEY"] = "a secret of more than 32 bytes, made up here";
  settings()["EMAIL_HOST_PASSWORD"] = "letterbox-key";
  for (const auto& shown : {foyer({"config", "show", "--json"}), foyer({"config", "show"})}) {
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_FALSE(shown.out.contains("made up here"));
    EXPECT_FALSE(shown.out.contains("letterbox-key"));
  }
  const auto lines = json::parse(foyer({"config", "show", "--json"}).out).as_array();
  const auto named = [&](std::string_view name) {
    for (const auto& line : lines) {
      if (line.at("name").as_string() == name) return line;
    }
    return json::value{};
  };
  EXPECT_EQ(named("SECRET_KEY").at("value").as_string(), "***");
  EXPECT_EQ(named("BCRYPT_COST").at("origin").as_string(), "environment");
  EXPECT_EQ(named("AUDIENCE").at("origin").as_string(), "default");
}

TEST_F(CommandLine, TheBaseOfMailedLinksHasNoQueryOrFragment) {
  for (const char* base : {"https://x.example/a?b=1", "https://x.example/#top"}) {
    settings()["FRONTEND_URL"] = base;
    const auto refused = foyer({"config", "check"});
    EXPECT_EQ(refused.exit_code, 2) << base;
    EXPECT_TRUE(refused.err.contains("FRONTEND_URL") || refused.out.contains("FRONTEND_URL")) << refused.err;
  }
}

TEST_F(CommandLine, CheckedSettingsAreFineOrAllWrongOnesAreNamed) {
  EXPECT_EQ(foyer({"config", "check"}).exit_code, 0);
  settings()["PORT"] = "no";
  settings()["LOG_LEVEL"] = "loud";
  const auto refused = foyer({"config", "check"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("PORT") && refused.err.contains("LOG_LEVEL")) << refused.err;
}

TEST_F(CommandLine, LinesWithoutEffectAreDoubted) {
  write_env_file("AUDIENCE=cinema\nISSUER\nAUDIENCE=theatre\n");
  const auto doubted = foyer({"config", "check"});
  EXPECT_EQ(doubted.exit_code, 0) << doubted.err;
  EXPECT_TRUE(doubted.out.contains("But .env: line 2 sets nothing")) << doubted.out;
  EXPECT_TRUE(doubted.out.contains("But .env: line 3 sets what a line before it sets")) << doubted.out;
}

TEST_F(CommandLine, TheSampleIsAnEnvFileThatChangesNothing) {
  const auto before = foyer({"config", "show"}).out;
  const auto sample = foyer({"config", "sample"});
  ASSERT_EQ(sample.exit_code, 0);
  EXPECT_TRUE(sample.out.contains("SECRET_KEY"));
  write_env_file(sample.out);
  EXPECT_EQ(foyer({"config", "check"}).exit_code, 0);
  EXPECT_EQ(foyer({"config", "show"}).out, before);
}

}  // namespace
}  // namespace foyer::test
