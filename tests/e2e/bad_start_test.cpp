#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

using std::filesystem::perms;

class BadStart : public House {
 protected:
  Finished serve() {
    if (!settings().contains("PORT")) settings()["PORT"] = std::to_string(free_port());
    return foyer({"serve"});
  }

  /// A refusal that an operator reads at a glance: no banner, one line, and it names what is wrong.
  static void expect_one_line(const Finished& refused, const std::string& about, int exit_code = 1) {
    EXPECT_EQ(refused.exit_code, exit_code) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
    EXPECT_TRUE(refused.err.starts_with("foyer: ")) << refused.err;
    EXPECT_TRUE(refused.err.contains(about)) << refused.err;
  }

  static void expect_wrong_settings(const Finished& refused, const std::vector<std::string>& about) {
    EXPECT_EQ(refused.exit_code, 2) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), about.size() + 1) << refused.err;
    for (const auto& words : about) EXPECT_TRUE(refused.err.contains(words)) << words << "\n" << refused.err;
  }

  void write_private(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(data());
    std::ofstream{data() / name} << text;
    std::filesystem::permissions(data() / name, perms::owner_read | perms::owner_write);
  }

  Finished as_another_user(std::vector<std::string> words) {
    std::filesystem::permissions(folder(), perms::all);
    const std::vector<std::string> nobody{"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                          foyer_binary()};
    words.insert(words.begin(), nobody.begin(), nobody.end());
    return run({.words = words, .environment = settings(), .folder = folder(), .name = "nobody"});
  }

  void given_data() {
    start();
    stop();
  }
};

TEST_F(BadStart, APortWithAnotherFoyerOnItIsRefusedEvenToTheSameUser) {
  const auto port = std::to_string(start().port());
  settings()["PORT"] = port;
  settings()["DATA_DIR"] = (folder() / "other").string();
  expect_one_line(serve(), "port " + port + " on 127.0.0.1 is already in use");
  EXPECT_EQ(client().get("/health/live").status, 200);
}

TEST_F(BadStart, APortWithSomethingElseOnItIsRefused) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* generic = reinterpret_cast<sockaddr*>(&at);
  ASSERT_EQ(::bind(listening, generic, size), 0);
  ASSERT_EQ(::listen(listening, 1), 0);
  ASSERT_EQ(::getsockname(listening, generic, &size), 0);
  settings()["PORT"] = std::to_string(ntohs(at.sin_port));
  expect_one_line(serve(), "is already in use");
  ::close(listening);
}

TEST_F(BadStart, ADataFolderThatCannotBeMadeIsNamed) {
  std::ofstream{folder() / "file"} << "not a folder";
  settings()["DATA_DIR"] = (folder() / "file" / "data").string();
  expect_one_line(serve(), "file/data");
}

TEST_F(BadStart, V7ADatabaseOfANewerVersionIsLeftAlone) {
  given_data();
  const auto inserted =
      sql("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (9999, 'later', 'x', 1)");
  ASSERT_EQ(inserted.exit_code, 0) << inserted.err;
  expect_one_line(serve(), "9999");
  EXPECT_EQ(sql("SELECT max(number) FROM schema_migrations").out, "9999\n");
}

TEST_F(BadStart, AFileThatIsNoDatabaseIsNamedAndKept) {
  const std::string letter = std::string(5000, 'x');
  write_private("foyer.db", letter);
  expect_one_line(serve(), "foyer.db");
  EXPECT_EQ(read_file(data() / "foyer.db"), letter);
}

TEST_F(BadStart, K1ADamagedSecretIsNotReplacedByANewOne) {
  write_private("secret.key", "half of a sec");
  expect_one_line(serve(), "secret.key is damaged");
  EXPECT_EQ(read_file(data() / "secret.key"), "half of a sec");
}

TEST_F(BadStart, K1ALostSecretIsMissedAndNotReplaced) {
  given_data();
  std::filesystem::remove(data() / "secret.key");
  expect_one_line(serve(), "secret.key is missing", 2);
  EXPECT_FALSE(std::filesystem::exists(data() / "secret.key"));
}

TEST_F(BadStart, K1ASecretThatOthersCanReadIsRefused) {
  given_data();
  std::filesystem::permissions(data() / "secret.key", perms::group_read | perms::others_read,
                               std::filesystem::perm_options::add);
  expect_one_line(serve(), "chmod 600");
}

TEST_F(BadStart, K1ADatabaseThatOthersCanReadIsRefused) {
  given_data();
  const std::string remedy = (data() / "foyer.db").string();
  for (const perms wider : {perms::group_read, perms::others_read}) {
    std::filesystem::permissions(data() / "foyer.db", wider, std::filesystem::perm_options::add);
    expect_one_line(serve(), remedy + " can be read by other users; run: chmod 600 " + remedy);
    expect_one_line(foyer({"user", "list"}), "chmod 600 " + remedy);
    std::filesystem::permissions(data() / "foyer.db", perms::owner_read | perms::owner_write);
    EXPECT_EQ(foyer({"user", "list"}).exit_code, 0);
  }
}

TEST_F(BadStart, ADataFolderOfAnotherUserIsNamedWithWhatToDo) {
  if (::geteuid() != 0) GTEST_SKIP() << "becomes another user, which root alone can";
  given_data();
  const std::string denied = ": Permission denied; run as the owner of " + data().string();
  expect_one_line(as_another_user({"user", "list"}), "database " + (data() / "foyer.db").string() + denied + "\n");
  expect_one_line(as_another_user({"serve"}), "cannot read " + (data() / "secret.key").string() + denied + "\n");
  const std::string deeper = (data() / "deeper").string();
  settings()["DATA_DIR"] = deeper;
  expect_one_line(as_another_user({"serve"}),
                  "cannot make folder " + deeper + denied + ", or set DATA_DIR to another folder\n");
}

TEST_F(BadStart, ADatabaseOfAnotherUserIsNamedWithWhatToDo) {
  if (::geteuid() != 0) GTEST_SKIP() << "becomes another user, which root alone can";
  given_data();
  std::filesystem::permissions(data(), perms::all);
  const std::string file = (data() / "foyer.db").string();
  expect_one_line(
      as_another_user({"user", "list"}),
      "cannot open the database " + file + ": Permission denied; run as its owner, or: chown 65534 " + file + "\n");
}

TEST_F(BadStart, J5SigningKeysSealedWithAnotherSecretStopTheStart) {
  given_data();
  settings()["SECRET_KEY"] = "another secret of more than 32 bytes, made up here";
  const auto refused = serve();
  expect_one_line(refused, "SECRET_KEY", 2);
  EXPECT_FALSE(refused.err.contains("made up here"));
}

TEST_F(BadStart, EveryWrongSettingIsReportedAtOnce) {
  write_env_file("BCRYPT_COTS=10\nTOKEN_CLEANUP_INTERVAL=soon\n");
  settings()["PORT"] = "80000";
  settings()["BCRYPT_COST"] = "99";
  expect_wrong_settings(serve(), {"'BCRYPT_COTS' is not a setting; did you mean BCRYPT_COST?", "PORT: '80000'",
                                  "BCRYPT_COST: '99'", "TOKEN_CLEANUP_INTERVAL: 'soon'"});
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(BadStart, K2APasswordThatTearsItsAddressApartIsNotRepeated) {
  for (const char* torn : {"postgresql://u:hun@ter2:hunter2@127.0.0.1:1/x", "postgresql://u:hun/ter2@127.0.0.1:1/x",
                           "postgresql://u:1/hunter2@127.0.0.1/x", "postgresql://u:hun@hunter2@127.0.0.1/x"}) {
    settings()["DATABASE_URL"] = torn;
    const auto refused = serve();
    expect_wrong_settings(refused, {"DATABASE_URL: "});
    EXPECT_TRUE(refused.err.contains("%-escapes")) << refused.err;
    EXPECT_FALSE(refused.err.contains("ter2")) << refused.err;
  }
}

TEST_F(BadStart, J5HS256WithoutASecretIsRefused) {
  settings()["ALGORITHM"] = "HS256";
  expect_wrong_settings(serve(), {"HS256 signs with SECRET_KEY"});
}

TEST_F(BadStart, J5AShortOrPublishedSecretIsRefusedAndNotRepeated) {
  settings()["SECRET_KEY"] = "kitten-of-the-usher";
  const auto brief = serve();
  expect_wrong_settings(brief, {"SECRET_KEY: the value is too short"});
  EXPECT_FALSE(brief.err.contains("kitten"));
  for (const char* published :
       {"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", "a-string-secret-at-least-256-bits-long",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970", "12345678901234567890123456789012",
        "qwertyuiopasdfghjklzxcvbnm123456", "abcdefghijklmnopqrstuvwxyz123456",
        "CHANGE_ME-change-me-change-me-change-me", "super secret key, change in production!",
        "django-insecure-abcdefghijklmnopqrstuvwxyz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    settings()["SECRET_KEY"] = published;
    const auto refused = serve();
    expect_wrong_settings(refused, {"SECRET_KEY: this is a published sample"});
    EXPECT_FALSE(refused.err.contains(published));
  }
}

TEST_F(BadStart, ACertificateWithoutItsKeyIsRefused) {
  settings()["TLS_CERT_FILE"] = (folder() / "certificate.pem").string();
  expect_wrong_settings(serve(), {"TLS_KEY_FILE"});
}

TEST_F(BadStart, ACertificateFileThatIsMissingIsNamed) {
  settings()["TLS_CERT_FILE"] = (folder() / "certificate.pem").string();
  settings()["TLS_KEY_FILE"] = (folder() / "key.pem").string();
  expect_wrong_settings(serve(), {"certificate.pem", "key.pem"});
}

TEST_F(BadStart, V7AStartBesideARunningServerLeavesItsSchemaAlone) {
  start();
  ASSERT_EQ(foyer({"migrate", "downgrade", "-1"}).exit_code, 0);
  const std::string before = foyer({"migrate", "current"}).out;
  expect_one_line(serve(), "is already in use");
  EXPECT_EQ(foyer({"migrate", "current"}).out, before);
  ASSERT_EQ(foyer({"migrate", "upgrade", "head"}).exit_code, 0);
}

}  // namespace
}  // namespace foyer::test
