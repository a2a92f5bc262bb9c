#include <fstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

using std::filesystem::perms;

class FirstStart : public House {
 protected:
  static perms mode_of(const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions() & perms::mask;
  }
};

TEST_F(FirstStart, K1DataIsReadableByItsOwnerAlone) {
  start();
  given_viewer("olena@example.com");
  constexpr auto owner_only = perms::owner_read | perms::owner_write;
  EXPECT_EQ(mode_of(data()), perms::owner_all);
  for (const auto& file : std::filesystem::directory_iterator{data()}) {
    EXPECT_EQ(mode_of(file.path()), owner_only) << file.path();
  }
  EXPECT_TRUE(std::filesystem::exists(data() / "secret.key"));
  EXPECT_TRUE(std::filesystem::exists(data() / "foyer.db"));
}

TEST_F(FirstStart, K1TheServerMayNotDumpCore) {
  start();
  std::ifstream limits{"/proc/" + std::to_string(server().pid()) + "/limits"};
  std::string line;
  while (std::getline(limits, line) && !line.starts_with("Max core file size")) continue;
  EXPECT_TRUE(line.starts_with("Max core file size        0                    0")) << line;
}

TEST_F(FirstStart, NoSettingsAtAllAreEnoughAndTheBannerSaysWhereThingsAre) {
  settings().clear();
  start();
  const std::string url = "http://127.0.0.1:" + std::to_string(server().port());
  EXPECT_TRUE(eventually([&] { return server().out().contains("Ctrl+C"); }));
  const std::string banner = server().out();
  EXPECT_TRUE(banner.contains(url + "/docs")) << banner;
  EXPECT_TRUE(banner.contains(url + "/dev/mail")) << banner;
  EXPECT_TRUE(banner.contains("foyer.db")) << banner;
  EXPECT_TRUE(std::filesystem::exists(folder() / "data" / "foyer.db"));
}

TEST_F(FirstStart, TheFileInTheWorkingFolderIsReadAndTheEnvironmentWinsOverIt) {
  write_env_file("AUDIENCE=from-the-file\nISSUER=https://file.example\n");
  settings()["ISSUER"] = "https://environment.example";
  const std::string shown = foyer({"config", "show"}).out;
  EXPECT_TRUE(shown.contains("from-the-file")) << shown;
  EXPECT_TRUE(shown.contains("https://environment.example")) << shown;
  EXPECT_FALSE(shown.contains("https://file.example")) << shown;
}

TEST_F(FirstStart, ASecondStartKeepsAccountsSessionsAndKeys) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  const std::string keys = client().get("/.well-known/jwks.json").body;
  stop();
  start();
  EXPECT_EQ(client().get("/.well-known/jwks.json").body, keys);
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200);
  EXPECT_EQ(client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}}).status, 200);
}

}  // namespace
}  // namespace foyer::test
