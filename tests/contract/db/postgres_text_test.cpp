// Addresses and scripts, before any server is asked.
#include <gtest/gtest.h>

#include "platform/db/postgres.h"
#include "platform/db/postgres_script.h"
#include "platform/db/postgres_url.h"

namespace foyer::test {
namespace {

TEST(PostgresUrl, TheDriversOfTheOriginalSystemAreDropped) {
  EXPECT_EQ(db::libpq_url("postgresql+asyncpg://u:p@h:1/n?ssl=require"), "postgresql://u:p@h:1/n?sslmode=require");
  EXPECT_EQ(db::libpq_url("postgresql+psycopg2://u@h/n?a=b&ssl=disable"), "postgresql://u@h/n?a=b&sslmode=disable");
  EXPECT_EQ(db::libpq_url("postgres://h/n?sslmode=verify-full"), "postgresql://h/n?sslmode=verify-full");
}

TEST(PostgresUrl, IsToldFromOthers) {
  for (const char* url :
       {"postgresql://h/n", "postgres://h/n", "postgresql+asyncpg://h/n", "postgresql:///n?host=/run"}) {
    EXPECT_TRUE(db::is_postgres_url(url)) << url;
  }
  for (const char* url : {"", "sqlite:///f", "postgresql:h", "mysql://h/n", "postgresqlite://h/n"}) {
    EXPECT_FALSE(db::is_postgres_url(url)) << url;
  }
}

TEST(PostgresUrl, ItsMistakesAreNamedWithoutThePassword) {
  for (const char* url : {"postgresql://u:hun%ter2@h/n", "postgresql://u:hunter2@h:1/n?no_such=1",
                          "postgresql://u:hunter2@h:1/", "postgresql://u@h/n?password=hunter2"}) {
    const auto mistake = db::mistake_in_postgres_url(url);
    ASSERT_TRUE(mistake) << url;
    EXPECT_FALSE(mistake->contains("ter2")) << *mistake;
  }
  EXPECT_TRUE(db::mistake_in_postgres_url("postgresql://u@h/n?no_such=1")->contains("no_such"));
  EXPECT_FALSE(db::mistake_in_postgres_url("postgresql://u:p@h1:1,h2:2/n?target_session_attrs=read-write"));
}

TEST(PostgresUrl, ItsPlaceHoldsNoPassword) {
  EXPECT_EQ(db::place_of({.url = Secret{std::string_view{"postgresql://u:hunter2@h:5433/n?connect_timeout=2"}}}),
            "u@h:5433/n");
}

TEST(PostgresUrl, K1AServerElsewhereHasToProveItselfUnlessTheUrlSaysOtherwise) {
  for (const char* here : {"postgresql://u@127.0.0.1/n", "postgresql://u@[::1]/n", "postgresql://u@localhost/n",
                           "postgresql:///n?host=/run/postgresql", "postgresql:///n"}) {
    EXPECT_EQ(db::encryption_of(here).sslmode, "") << here;
    EXPECT_FALSE(db::unverified_sslmode(here)) << here;
  }
  for (const char* elsewhere :
       {"postgresql://u@db.example/n", "postgresql://u@10.0.0.7/n", "postgresql://u@localhost,db.example/n",
        "postgresql://u@db.example/n?hostaddr=127.0.0.1"}) {
    EXPECT_EQ(db::encryption_of(elsewhere).sslmode, "verify-full") << elsewhere;
    EXPECT_FALSE(db::unverified_sslmode(elsewhere)) << elsewhere;
  }
  EXPECT_EQ(db::encryption_of("postgresql://u@db.example/n?sslmode=disable").sslmode, "");
  EXPECT_EQ(db::unverified_sslmode("postgresql://u@db.example/n?sslmode=require"), "require");
  EXPECT_FALSE(db::unverified_sslmode("postgresql://u@db.example/n?sslmode=verify-ca"));
  EXPECT_EQ(db::encryption_of("postgresql://u@db.example/n?sslmode=verify-ca&sslrootcert=/x").sslrootcert, "");
}

TEST(PostgresScript, IsCutAtSemicolonsOutsideOfQuotesAndComments) {
  using Statements = std::vector<std::string_view>;
  EXPECT_EQ(db::split_statements("a; b"), (Statements{"a", " b"}));
  EXPECT_EQ(db::split_statements("a 'x;''y' ; b"), (Statements{"a 'x;''y' ", " b"}));
  EXPECT_EQ(db::split_statements("a \"x;y\";b -- c; d\n;"), (Statements{"a \"x;y\"", "b -- c; d\n"}));
  EXPECT_EQ(db::split_statements("a /* ; /* ; */ ; */ b; c"), (Statements{"a /* ; /* ; */ ; */ b", " c"}));
  EXPECT_EQ(db::split_statements("f $$ a; b $$; g $q$ ; $$ ; $q$; $1"),
            (Statements{"f $$ a; b $$", " g $q$ ; $$ ; $q$", " $1"}));
  EXPECT_EQ(db::split_statements(" ;; -- nothing\n ; /* ; */"), Statements{});
}

TEST(PostgresScript, UnfinishedQuotesEndWithTheText) {
  for (const char* text : {"a 'x;", "a \"x;", "a /* x;", "a $$ x;", "a -- x;"}) {
    EXPECT_EQ(db::split_statements(text).size(), 1U) << text;
  }
}

TEST(PostgresScript, KnowsWhatSteersATransaction) {
  for (const char* text :
       {"COMMIT", " begin", "/* x */ RollBack to y", "-- x\nSAVEPOINT s", "PREPARE TRANSACTION 'x'"}) {
    EXPECT_TRUE(db::controls_transaction(text)) << text;
  }
  for (const char* text : {"SELECT 1", "commits", "UPDATE commit SET a = 1", ""}) {
    EXPECT_FALSE(db::controls_transaction(text)) << text;
  }
}

}  // namespace
}  // namespace foyer::test
