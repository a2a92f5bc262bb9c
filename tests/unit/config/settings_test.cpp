#include "platform/config/settings.h"

#include <gtest/gtest.h>

namespace foyer::config {
namespace {

using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;
using Sentences = std::vector<std::string>;

const IntegerRange port{1, 65'535, "a port"};

struct Given {
  Source source;
  Reader read{source};
  explicit Given(Variables environment, Variables file = {})
      : source{std::move(environment), EnvFile{.values = std::move(file)}} {}
};

TEST(Settings, EnvironmentWinsOverFileOverDefault) {
  Given given{{{"A", "environment"}}, {{"A", "file"}, {"B", "file"}}};
  EXPECT_EQ(given.read.text({"A", ""}, "default"), "environment");
  EXPECT_EQ(given.read.text({"B", ""}, "default"), "file");
  EXPECT_EQ(given.read.text({"C", ""}, "default"), "default");
  const auto& settings = given.read.settings();
  ASSERT_EQ(settings.size(), 3U);
  EXPECT_EQ(word_of(settings[0].origin), "environment");
  EXPECT_EQ(word_of(settings[1].origin), ".env");
  EXPECT_EQ(word_of(settings[2].origin), "default");
}

TEST(Settings, EmptyMeansNotSetAndHidesTheFile) {
  Given given{{{"A", ""}, {"PORT", " "}}, {{"A", "file"}}};
  EXPECT_EQ(given.read.text({"A", ""}, "default"), "default");
  EXPECT_EQ(given.read.integer({"PORT", ""}, 8000, port), 8000);
  EXPECT_EQ(given.read.finish(), Sentences{});
}

TEST(Settings, ReadsEveryKind) {
  Given given{{{"N", "-5"},
               {"F", "Off"},
               {"T", "45"},
               {"H", " 2 "},
               {"C", "JSON"},
               {"U", "https://cinema.example:8443/path"},
               {"L", "a, b,,c "},
               {"S", " kept as it is "}}};
  EXPECT_EQ(given.read.integer({"N", ""}, 1, {-10, 10}), -5);
  EXPECT_FALSE(given.read.flag({"F", ""}, true));
  EXPECT_EQ(given.read.minutes({"T", ""}, 30min), 45min);
  EXPECT_EQ(given.read.hours({"H", ""}, 24h), 2h);
  EXPECT_EQ(given.read.choice<int>({"C", ""}, "text", {{"text", 1}, {"json", 2}}), 2);
  EXPECT_EQ(given.read.url({"U", ""}, "", {{"http", "https"}}), "https://cinema.example:8443/path");
  EXPECT_EQ(given.read.list({"L", ""}), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(given.read.secret({"S", ""}).reveal(), " kept as it is ");
  EXPECT_EQ(given.read.finish(), Sentences{});
}

TEST(Settings, FlagTakesItsEightWords) {
  for (const char* word : {"true", "1", "YES", "on"}) {
    Given given{{{"F", word}}};
    EXPECT_TRUE(given.read.flag({"F", ""}, false)) << word;
  }
  for (const char* word : {"false", "0", "No", "off"}) {
    Given given{{{"F", word}}};
    EXPECT_FALSE(given.read.flag({"F", ""}, true)) << word;
  }
}

TEST(Settings, SaysAllMistakesAtOnceAndHowToMendThem) {
  Given given{{{"PORT", "80000"},
               {"EMAIL_USE_TLS", "maybe"},
               {"LOG_FORMAT", "xml"},
               {"FRONTEND_URL", "cinema.example"},
               {"ACCESS_TOKEN_EXPIRE_MINUTES", "1.5"}}};
  EXPECT_EQ(given.read.integer({"PORT", ""}, 8000, port), 8000);
  EXPECT_TRUE(given.read.flag({"EMAIL_USE_TLS", ""}, true));
  EXPECT_EQ(given.read.choice<int>({"LOG_FORMAT", ""}, "text", {{"text", 1}, {"json", 2}}), 1);
  EXPECT_EQ(given.read.url({"FRONTEND_URL", ""}, "", {{"http", "https"}}), "");
  EXPECT_EQ(given.read.minutes({"ACCESS_TOKEN_EXPIRE_MINUTES", ""}, 30min, {1min, 1440min}), 30min);
  EXPECT_EQ(
      given.read.finish(),
      (Sentences{"PORT: '80000' is not a port; use a whole number from 1 to 65535.",
                 "EMAIL_USE_TLS: 'maybe' is not a yes or a no; use true or false.",
                 "LOG_FORMAT: 'xml' is not one of the choices; use text or json.",
                 "FRONTEND_URL: 'cinema.example' is not a URL we can use; use http://host or https://host.",
                 "ACCESS_TOKEN_EXPIRE_MINUTES: '1.5' is not a time we can use; use a whole number of minutes from 1 to "
                 "1440."}));
}

TEST(Settings, AnOnlyChoiceIsCalledThat) {
  Given given{{{"HOURS", "2"}}};
  EXPECT_EQ(given.read.hours({"HOURS", ""}, 1h, {1h, 1h}), 1h);
  EXPECT_EQ(given.read.finish(), Sentences{"HOURS: '2' is not a time we can use; use 1: nothing else is allowed."});
}

TEST(Settings, IntegersAreWholeAndInRange) {
  for (const char* wrong : {"0", "65536", "-1", "8000x", "0x50", "+80", "8 0", "99999999999999999999"}) {
    Given given{{{"PORT", wrong}}};
    EXPECT_EQ(given.read.integer({"PORT", ""}, 8000, port), 8000) << wrong;
    EXPECT_EQ(given.read.finish().size(), 1U) << wrong;
  }
}

TEST(Settings, UrlsNameAKnownSchemeAndAHost) {
  const UrlRules web{{"http", "https"}};
  for (const char* right : {"http://a", "HTTPS://a.b:1/c?d#e", "https://user:pa%40ss@host/", "http://[::1]:80/"}) {
    Given given{{{"U", right}}};
    EXPECT_EQ(given.read.url({"U", ""}, "", web), right);
  }
  for (const char* wrong : {"ftp://a", "http://", "http:///path", "http://a b", "http://a:0", "http://a:x", "a.b",
                            "http://a:99999", "http://@", "javascript://a"}) {
    Given given{{{"U", wrong}}};
    EXPECT_EQ(given.read.url({"U", ""}, "none", web), "none") << wrong;
    EXPECT_EQ(given.read.finish().size(), 1U) << wrong;
  }
}

TEST(Settings, OnlyDatabasesInAFileLackAHost) {
  Given given{{{"D", "sqlite:///data/foyer.db"}, {"E", "sqlite://"}}};
  const UrlRules database{{"sqlite", "postgresql"}, true};
  EXPECT_EQ(given.read.url({"D", ""}, "", database), "sqlite:///data/foyer.db");
  EXPECT_EQ(given.read.url({"E", ""}, "", database), "");
  EXPECT_EQ(given.read.finish(),
            (Sentences{"E: 'sqlite://' is not a URL we can use; use sqlite:///file or postgresql://host."}));
}

TEST(Settings, NeverRepeatSecrets) {
  Given given{{{"SECRET_KEY", "hunter2"},
               {"REDIS_URL", "redis://:hunter2@host:x"},
               {"DATABASE_URL", "postgresql://foyer:hun/ter2@host"},
               {"PEPPER", "hunter2"}}};
  given.read.secret({"SECRET_KEY", ""}, 32);
  given.read.url({"REDIS_URL", ""}, "", {{"redis"}});
  given.read.url({"DATABASE_URL", ""}, "", {{"postgresql"}});
  given.read.integer({"PEPPER", "", true}, 1, port);
  const auto mistakes = given.read.finish();
  ASSERT_EQ(mistakes.size(), 4U);
  for (const std::string& sentence : mistakes) EXPECT_FALSE(sentence.contains("ter2")) << sentence;
  for (const Setting& setting : given.read.settings()) EXPECT_FALSE(setting.shown.contains("ter2")) << setting.name;
  EXPECT_FALSE(sample_of(given.read.settings()).contains("ter2"));
}

TEST(Settings, ShowsUrlsWithoutTheirPassword) {
  Given given{{{"REDIS_URL", "redis://:hunter2@host/0"}}};
  given.read.url({"REDIS_URL", ""}, "", {{"redis"}});
  given.read.secret({"SECRET_KEY", ""});
  EXPECT_EQ(given.read.settings()[0].shown, "redis://:***@host/0");
  EXPECT_EQ(given.read.settings()[1].shown, "");
}

TEST(Settings, ShowsUrlsWithoutThePasswordAmongTheirParameters) {
  for (const std::string user : {"", "me@", "me:hunter2@"}) {
    Given given{{{"DATABASE_URL", "postgresql://" + user + "host/name?password=hunter2&sslmode=require"}}};
    given.read.text({"DATABASE_URL", ""});
    const std::string& shown = given.read.settings()[0].shown;
    EXPECT_FALSE(shown.contains("hunter2")) << shown;
    EXPECT_TRUE(shown.ends_with("password=***&sslmode=require")) << shown;
  }
}

TEST(Settings, ValuesInMistakesAreOneShortLine) {
  Given given{{{"PORT", "1\n2"}, {"PORT2", std::string(500, 'x')}}};
  given.read.integer({"PORT", ""}, 1, port);
  given.read.integer({"PORT2", ""}, 1, port);
  const auto mistakes = given.read.finish();
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes[0], "PORT: the value is not a port; use a whole number from 1 to 65535.");
  EXPECT_LT(mistakes[1].size(), 150U);
}

TEST(Settings, UnknownNamesInTheFileAreMistakesWithAGuess) {
  Given given{{{"PTAH", "ignored"}}, {{"FRONTED_URL", "x"}, {"POSTGRES_USER", "x"}, {"ZEBRA", "x"}, {"port", "1"}}};
  given.read.url({"FRONTEND_URL", ""}, "", {{"https"}});
  given.read.integer({"PORT", ""}, 8000, port);
  given.read.tolerate("POSTGRES_USER");
  EXPECT_EQ(given.read.finish(), (Sentences{".env: 'FRONTED_URL' is not a setting; did you mean FRONTEND_URL?",
                                            ".env: 'ZEBRA' is not a setting; remove the line, or put # before it.",
                                            ".env: 'port' is not a setting; did you mean PORT?"}));
}

TEST(Settings, MistakesOfTheFileComeFirst) {
  const Source source{{}, parse_env_file("=1\n", {})};
  Reader read{source};
  read.mistake("TLS_KEY_FILE", "set it together with TLS_CERT_FILE.");
  const auto mistakes = read.finish();
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_TRUE(mistakes[0].contains("line 1"));
  EXPECT_EQ(mistakes[1], "TLS_KEY_FILE: set it together with TLS_CERT_FILE.");
}

TEST(Sample, DocumentsEachSettingAtItsDefault) {
  Given given{{{"PORT", "9"}}};
  given.read.section("Server");
  given.read.integer({"PORT", "TCP port to listen on."}, 8000, port);
  given.read.section("Tokens");
  given.read.minutes({"ACCESS_TOKEN_EXPIRE_MINUTES", "Life of an access token."}, 30min);
  given.read.secret({"SECRET_KEY", "Signs tokens."});
  const std::string sample = sample_of(given.read.settings());
  EXPECT_TRUE(
      sample.ends_with("## Server\n\n# TCP port to listen on.\n#PORT=8000\n\n## Tokens\n\n"
                       "# Life of an access token. In minutes.\n#ACCESS_TOKEN_EXPIRE_MINUTES=30\n\n"
                       "# Signs tokens. Keep it secret.\n#SECRET_KEY=\n"))
      << sample;
  EXPECT_TRUE(parse_env_file(sample, {}).values.empty());
}

}  // namespace
}  // namespace foyer::config
