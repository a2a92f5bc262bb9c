#include "tests/unit/importing/office.h"

namespace foyer::test {
namespace {

using Texts = std::vector<std::string>;
using std::string_literals::operator""s;

const std::string original_schema =
    "CREATE TABLE user_groups (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL);"
    "INSERT INTO user_groups VALUES (1,'USER'),(2,'MODERATOR'),(3,'ADMIN');"
    "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR(255) NOT NULL UNIQUE, hashed_password "
    "VARCHAR(255) NOT NULL, is_active BOOLEAN NOT NULL, created_at DATETIME, updated_at DATETIME, group_id INTEGER "
    "NOT NULL REFERENCES user_groups(id));"
    "CREATE TABLE user_profiles (id INTEGER NOT NULL PRIMARY KEY, first_name VARCHAR(100), last_name VARCHAR(100), "
    "avatar VARCHAR(255), gender VARCHAR(5), date_of_birth DATE, info TEXT, user_id INTEGER NOT NULL UNIQUE);"
    "CREATE TABLE activation_tokens (id INTEGER PRIMARY KEY, token TEXT);";

class SqliteImport : public Office {};

TEST_F(SqliteImport, ReadsTheOriginalSystemsTables) {
  const auto report = import(given_database(
      original_schema + "INSERT INTO users VALUES (7,'Olena@Example.com','"s + bcrypt_hash +
      "',1,'2024-05-06 07:08:09.123456','2024-05-06 07:08:09',3),(9,'taras@example.com','" + bcrypt_hash +
      "',0,NULL,NULL,1),(12,'ivan@example.com','plaintext',1,NULL,NULL,1),(13,'lost@example.com','" + bcrypt_hash +
      "',1,NULL,NULL,8);"
      "INSERT INTO user_profiles VALUES (1,'Olena','Shevchenko','https://images.example.com/o.webp','woman',"
      "'1990-04-23','Film noir',7);"));
  EXPECT_EQ(skips(report),
            (Texts{"12:the password hash is of no kind known here", "13:group: none of USER, MODERATOR, ADMIN"}));
  EXPECT_EQ(report.imported, 2);
  EXPECT_EQ(
      ask("SELECT u.email || u.state || g.name FROM users u JOIN user_groups g ON g.id = u.group_id ORDER BY u.id"),
      (Texts{"olena@example.comactiveADMIN", "taras@example.compendingUSER"}));
  EXPECT_EQ(ask("SELECT created_at FROM users WHERE email = 'olena@example.com'"), Texts{"1714979289000"});
  EXPECT_EQ(ask("SELECT first_name || gender || date_of_birth || info FROM user_profiles"),
            (Texts{"OlenaWOMAN1990-04-23Film noir", "NULL"}));
}

TEST_F(SqliteImport, MakesDoWithOneTableAndOneColumn) {
  EXPECT_EQ(
      import(given_database("CREATE TABLE user (email TEXT); INSERT INTO user VALUES ('one@example.com'),(NULL);"))
          .imported,
      1);
  EXPECT_EQ(ask("SELECT u.state || g.name FROM users u JOIN user_groups g ON g.id = u.group_id"), Texts{"activeUSER"});
}

TEST_F(SqliteImport, TakesOtherNamesOfColumns) {
  const auto report = import(given_database(
      "CREATE TABLE \"Users\" (id INTEGER PRIMARY KEY, Email TEXT, \"_hashed_password\" BLOB, \"group\" TEXT, "
      "first_name "
      "TEXT, date_of_birth DATETIME, \"we\"\"ird\" TEXT); INSERT INTO \"Users\" VALUES (1,'one@example.com',CAST('"s +
      bcrypt_hash + "' AS BLOB),'admin','Olena','1990-04-23 00:00:00.000000','x');"));
  EXPECT_EQ(skips(report), Texts{});
  EXPECT_EQ(ask("SELECT hash FROM passwords"), Texts{bcrypt_hash});
  EXPECT_EQ(ask("SELECT first_name || date_of_birth FROM user_profiles"), Texts{"Olena1990-04-23"});
  EXPECT_EQ(ask("SELECT group_id FROM users"), Texts{"3"});
}

TEST_F(SqliteImport, ReadsALiveDatabaseWithItsLogAndChangesNothingInIt) {
  const auto file = given_database("PRAGMA journal_mode = WAL;" + original_schema);
  sqlite3* service = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &service), SQLITE_OK);
  const std::string insert =
      "PRAGMA wal_autocheckpoint = 0; INSERT INTO users VALUES (1,'one@example.com','',1,NULL,NULL,1)";
  ASSERT_EQ(sqlite3_exec(service, insert.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  const auto size = std::filesystem::file_size(file);
  const auto log_size = std::filesystem::file_size(file.string() + "-wal");
  ASSERT_GT(log_size, 0U);
  // The service is in the middle of writing when the import looks.
  ASSERT_EQ(sqlite3_exec(service, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(import(file).imported, 1);
  EXPECT_EQ(sqlite3_exec(service, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(std::filesystem::file_size(file), size);
  EXPECT_EQ(std::filesystem::file_size(file.string() + "-wal"), log_size);
  sqlite3_close(service);
}

TEST_F(SqliteImport, ReadsManyPages) {
  const auto report = import(
      given_database(original_schema +
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203) INSERT INTO users "
                     "SELECT i * 3, 'v' || i || '@example.com', '', 1, NULL, NULL, 1 FROM n;"),
      {});
  EXPECT_EQ(report.rows, 1203);
  EXPECT_EQ(report.imported, 1203);
  EXPECT_EQ(ask("SELECT count(*) FROM user_profiles"), Texts{"1203"});
  EXPECT_EQ(ask("SELECT count(*) FROM audit_events WHERE kind = 'users_imported'"), Texts{"2"});
}

TEST_F(SqliteImport, HostileTextIsLeftOutNotObeyed) {
  const auto report = import(given_database(
      original_schema +
      "INSERT INTO users VALUES (1,CAST(x'FF4061' AS TEXT),'',1,NULL,NULL,1),(2,'two@example.com''; DROP TABLE users',"
      "'',1,NULL,NULL,1),(3,'three@example.com',zeroblob(5000000),1,NULL,NULL,1),(4,'four@example.com','',1,NULL,NULL,"
      "1);"
      "INSERT INTO user_profiles (user_id, first_name) VALUES (4, CAST(zeroblob(3000000) AS TEXT));"));
  EXPECT_EQ(report.skipped.size(), 3U);
  EXPECT_EQ(report.trimmed.size(), 1U);
  EXPECT_EQ(addresses(), Texts{"four@example.com"});
  EXPECT_EQ(ask("SELECT count(*) FROM user_profiles WHERE first_name IS NOT NULL"), Texts{"0"});
}

TEST_F(SqliteImport, WhatIsNoneIsRefusedInOneLine) {
  EXPECT_TRUE(
      refusal(given_database("CREATE TABLE films (id INTEGER);")).contains("no table users with a column email"));
  EXPECT_TRUE(refusal(given_file("a.txt", "email\n"), importing::Format::sqlite).contains("not a database"));
  EXPECT_TRUE(refusal(given_file("broken.db", "SQLite format 3"s + std::string(2000, '\0'))).contains("cannot be"));
  EXPECT_TRUE(refusal(folder() / "foyer.db").contains("a database of this program"));
}

TEST_F(SqliteImport, AViewIsNoTable) {
  EXPECT_TRUE(refusal(given_database("CREATE TABLE t (e TEXT); CREATE VIEW users AS SELECT e AS email FROM t;"))
                  .contains("no table users"));
}

}  // namespace
}  // namespace foyer::test
