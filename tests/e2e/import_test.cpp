#include <fstream>

#include "tests/e2e/house.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {
namespace {

using std::string_literals::operator""s;

// Of House::password, computed by passlib 1.7.4, Django 5.2.19, Werkzeug 3.1.9 and argon2-cffi 25.1.0.
constexpr const char* bcrypt_hash = "$2b$04$i0HJgMju504tF5N8MC/nqetpivowgD2fHLf/XPOexrVABlsxNxDmO";
constexpr const char* django_hash = "pbkdf2_sha256$1000$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI=";
constexpr const char* werkzeug_hash =
    "scrypt:1024:8:1$iiJwKYihquePjgWK$75b47c8b5be676f74e998cb9d4590337204967304d6ad02b79a7ce6427bc6188818076cebc7d4658"
    "bcdfd443c5e9be6a4f4737d59c163d11ca1131c1da4067fb";
constexpr const char* argon2_hash =
    "$argon2id$v=19$m=65536,t=3,p=4$UQVgCGp7neOxVHh17qz+5Q$kBzukr96HiB0A/LQPLtd5bZTA5xwxl3wnRe2LALPVas";

class ImportCommand : public House {
 protected:
  std::string given_file(const std::string& name, std::string_view content) const {
    std::ofstream{folder() / name, std::ios::binary} << content;
    return (folder() / name).string();
  }
  std::string given_their_database() const {
    const std::string file = (folder() / "online_cinema.db").string();
    const auto made = run({.words = {"/usr/bin/sqlite3", file,
                                     "PRAGMA journal_mode = WAL;"
                                     "CREATE TABLE user_groups (id INTEGER PRIMARY KEY, name VARCHAR(9));"
                                     "INSERT INTO user_groups VALUES (1,'USER'),(2,'MODERATOR'),(3,'ADMIN');"
                                     "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(255), hashed_password "
                                     "VARCHAR(255), is_active BOOLEAN, created_at DATETIME, updated_at DATETIME, "
                                     "group_id INTEGER);"
                                     "CREATE TABLE user_profiles (id INTEGER PRIMARY KEY, user_id INTEGER, first_name "
                                     "TEXT, last_name TEXT, avatar TEXT, gender TEXT, date_of_birth DATE, info TEXT);"
                                     "INSERT INTO users VALUES (1,'Olena@Example.com','"s +
                                         bcrypt_hash +
                                         "',1,'2024-05-06 07:08:09','2024-05-06 07:08:09',3),"
                                         "(2,'taras@example.com','" +
                                         bcrypt_hash +
                                         "',0,NULL,NULL,1);"
                                         "INSERT INTO user_profiles VALUES (1,1,'Olena',NULL,NULL,'woman','1990-04-23',"
                                         "NULL);"},
                           .folder = folder(),
                           .name = "theirs"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return file;
  }
  Finished import(const std::string& file, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"import", file});
    return foyer(more);
  }
  static boost::json::object report_of(const Finished& finished) {
    EXPECT_NE(finished.out, "") << finished.err;
    return finished.out.empty() ? boost::json::object{} : boost::json::parse(finished.out).as_object();
  }
  void migrate() { ASSERT_EQ(foyer({"migrate", "upgrade", "head"}).exit_code, 0); }
};

TEST_F(ImportCommand, TheOriginalSystemsViewersSignInWithTheirOldPasswords) {
  start();
  const auto imported = import(given_their_database());
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_TRUE(imported.out.contains("2 rows: 2 imported, 0 already here, 0 skipped.\n")) << imported.out;
  EXPECT_TRUE(imported.out.contains("1 of the imported are pending")) << imported.out;

  const Pair pair = sign_in("olena@example.com");
  const auto profile = client().get("/api/v1/user/profile", pair.access);
  EXPECT_EQ(profile.text("first_name"), "Olena");
  EXPECT_EQ(profile.text("gender"), "WOMAN");
  EXPECT_EQ(profile.text("group"), "ADMIN");
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", "Wrong-horse-2")).status, 400);
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("taras@example.com", password)).status, 403);

  const auto again = import((folder() / "online_cinema.db").string(), {"--json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(report_of(again).at("already_here").as_int64(), 2);
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

TEST_F(ImportCommand, AnInactiveAccountIsProvenByAResentMailAndKeepsItsPassword) {
  start();
  ASSERT_EQ(import(given_their_database()).exit_code, 0);
  const boost::json::value who = boost::json::object{{"email", "taras@example.com"}};
  ASSERT_EQ(client().post("/api/v1/auth/resend-verification-email", who).status, 200);
  const std::string link = captured_link(1);
  const auto at = link.find("token=");
  ASSERT_NE(at, std::string::npos) << link;
  const boost::json::value proof = boost::json::object{{"token", link.substr(at + 6)}};
  EXPECT_EQ(client().post("/api/v1/auth/verify", proof).status, 200);
  sign_in("taras@example.com");
}

TEST_F(ImportCommand, P4ForeignHashesVerifyOnceAndAreUpgradedByTheLogin) {
  migrate();
  const std::pair<std::string, std::string> hashes[] = {
      {"bcrypt", bcrypt_hash}, {"django", django_hash}, {"werkzeug", werkzeug_hash}, {"argon2", argon2_hash}};
  std::string file = "email,password_hash\n";
  for (const auto& [name, hash] : hashes) file += name + "@example.com,\"" + hash + "\"\n";
  const auto imported = import(given_file("theirs.csv", file));
  ASSERT_EQ(imported.exit_code, 0) << imported.out << imported.err;
  for (const auto& [name, hash] : hashes) EXPECT_FALSE(imported.out.contains(hash.substr(0, 10)));
  start();
  for (const auto& [name, hash] : hashes) {
    const std::string email = name + "@example.com";
    EXPECT_EQ(client().post("/api/v1/auth/login", credentials(email, "Wrong-horse-2")).status, 400) << name;
    sign_in(email);
  }
  EXPECT_EQ(sql("SELECT count(*) FROM passwords WHERE hash LIKE '$bcrypt-sha256$%'").out, "4\n");
  for (const auto& [name, hash] : hashes) sign_in(name + "@example.com");
}

TEST_F(ImportCommand, P4APepperSealsWhatIsImported) {
  settings()["PASSWORD_PEPPER"] = "0123456789abcdef0123456789abcdef-one";
  migrate();
  ASSERT_EQ(import(given_file("theirs.csv", "email,password_hash\nolena@example.com,"s + django_hash + "\n")).exit_code,
            0);
  EXPECT_TRUE(sql("SELECT hash FROM passwords").out.starts_with("$foyer-pepper$"));
  start();
  sign_in("olena@example.com");
}

TEST_F(ImportCommand, SkippedRowsAreNamedAndMakeExitCodeThree) {
  migrate();
  const auto file = given_file("theirs.jsonl",
                               "{\"email\":\"olena@example.com\",\"shoe_size\":38}\n{broken\n"
                               "{\"email\":\"taras@example.com\",\"group\":\"USHER\"}\n");
  const auto dry = import(file, {"--dry-run", "--json"});
  EXPECT_EQ(dry.exit_code, 3);
  EXPECT_EQ(report_of(dry).at("imported").as_int64(), 1);
  EXPECT_TRUE(report_of(dry).at("dry_run").as_bool());
  EXPECT_EQ(sql("SELECT count(*) FROM users").out, "0\n");
  EXPECT_EQ(sql("SELECT count(*) FROM audit_events").out, "0\n");
  EXPECT_FALSE(std::filesystem::exists(data() / "secret.key"));

  const auto told = import(file);
  EXPECT_EQ(told.exit_code, 3);
  EXPECT_TRUE(told.out.contains("SKIPPED BECAUSE")) << told.out;
  EXPECT_TRUE(told.out.contains("Column shoe_size was ignored.\n")) << told.out;
  EXPECT_EQ(told.err, "foyer: 2 rows were skipped\n");

  const auto report = report_of(import(file, {"--json"}));
  EXPECT_EQ(report.at("format").as_string(), "jsonl");
  EXPECT_EQ(report.at("rows").as_int64(), 3);
  EXPECT_EQ(report.at("already_here").as_int64(), 1);
  EXPECT_EQ(report.at("skipped").as_int64(), 2);
  const auto& skipped = report.at("skipped_rows").as_array();
  ASSERT_EQ(skipped.size(), 2U);
  EXPECT_EQ(skipped[0].at("row").as_int64(), 2);
  EXPECT_EQ(skipped[1].at("email").as_string(), "taras@example.com");
  EXPECT_EQ(skipped[1].at("reason").as_string(), "group: none of USER, MODERATOR, ADMIN");
}

TEST_F(ImportCommand, AFileThatIsNoneIsOneLineAndNothingIsMade) {
  const auto expect_refusal = [&](const Finished& refused, int exit_code) {
    EXPECT_EQ(refused.exit_code, exit_code) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
  };
  expect_refusal(import(given_file("noise",
                                   "\x7F"
                                   "ELF\x02\x01\x01 no accounts here")),
                 1);
  expect_refusal(import((folder() / "absent.csv").string()), 1);
  expect_refusal(import(given_file("a.csv", "email\n"), {"--format", "xml"}), 2);
  EXPECT_FALSE(std::filesystem::exists(data()));
  expect_refusal(import((folder() / "a.csv").string()), 1);  // there is no schema yet
  expect_refusal(import((data() / "foyer.db").string()), 1);
}

TEST_F(ImportCommand, V1WhatAKilledImportStoredStaysAndTheNextOneCompletesIt) {
  migrate();
  std::string file = "email,password_hash\n";
  for (int i = 0; i < 60'000; ++i) file += "viewer" + std::to_string(i) + "@example.com," + bcrypt_hash + "\n";
  const std::string path = given_file("theirs.csv", file);
  {
    Process cut_off{
        {.words = {foyer_binary(), "import", path}, .environment = settings(), .folder = folder(), .name = "cut"}};
    EXPECT_TRUE(eventually([&] { return sql("SELECT count(*) > 0 FROM users").out == "1\n"; }));
    cut_off.signal(SIGKILL);
    EXPECT_TRUE(cut_off.wait());
  }
  const auto stored = std::stoll(sql("SELECT count(*) FROM users").out);
  EXPECT_EQ(sql("SELECT count(*) FROM passwords").out, std::to_string(stored) + "\n");
  EXPECT_EQ(sql("SELECT count(*) FROM user_profiles").out, std::to_string(stored) + "\n");
  const auto report = report_of(import(path, {"--json"}));
  EXPECT_EQ(report.at("already_here").as_int64(), stored);
  EXPECT_EQ(report.at("imported").as_int64(), 60'000 - stored);
  EXPECT_EQ(sql("SELECT count(*) FROM users").out, "60000\n");
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

TEST_F(ImportCommand, WorksOnPostgresToo) {
  const PostgresDatabase place;
  settings()["DATABASE_URL"] = place.url();
  start();
  const std::string file = given_their_database();
  EXPECT_EQ(report_of(import(file, {"--dry-run", "--json"})).at("imported").as_int64(), 2);
  const auto imported = import(file, {"--json"});
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_EQ(report_of(imported).at("imported").as_int64(), 2);
  const Pair pair = sign_in("olena@example.com");
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).text("gender"), "WOMAN");
  EXPECT_EQ(report_of(import(file, {"--json"})).at("already_here").as_int64(), 2);
  EXPECT_EQ(foyer({"audit", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace foyer::test
