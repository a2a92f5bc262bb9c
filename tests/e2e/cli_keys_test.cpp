#include <thread>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class KeyCommands : public House {
 protected:
  json::array list() const { return json::parse(foyer({"keys", "list", "--json"}).out).as_array(); }
  std::string kid_of(std::string_view state) const {
    for (const auto& key : list()) {
      if (key.at("state").as_string() == state) return std::string{key.at("kid").as_string()};
    }
    return {};
  }
  std::string states() const {
    std::string out;
    for (const auto& key : list()) out += (out.empty() ? "" : " ") + std::string{key.at("state").as_string()};
    return out;
  }
  /// As if the next key had been published long ago.
  void age_the_next_key() const {
    ASSERT_EQ(sql("UPDATE signing_keys SET created_at = 0 WHERE state = 'next'").exit_code, 0);
  }
  /// Names the key that signed.
  static std::string header_of(const std::string& access) { return access.substr(0, access.find('.')); }
  /// A command of its own, beside others.
  Finished rotate_as(const std::string& name) {
    return test::run(
        {.words = {foyer_binary(), "keys", "rotate"}, .environment = settings(), .folder = folder(), .name = name});
  }
  /// The key that signs stands first.
  std::string first_published() {
    const auto set = client().get("/.well-known/jwks.json").json();
    return std::string{set.at("keys").as_array().front().at("kid").as_string()};
  }
  int profile(const std::string& access) { return client().get("/api/v1/user/profile", access).status; }
};

TEST_F(KeyCommands, J5ListShowsNoPrivatePart) {
  start();
  EXPECT_EQ(states(), "active next");
  const auto shown = foyer({"keys", "list"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_TRUE(shown.out.contains("KID"));
  const auto printed = foyer({"keys", "list", "--json"}).out;
  for (const char* word : {"PRIVATE", "sealed", "\"d\""}) EXPECT_FALSE(printed.contains(word)) << word;
  const std::string sealed = sql("SELECT hex(sealed) FROM signing_keys").out;
  EXPECT_FALSE(printed.contains(sealed.substr(0, 32)));
}

TEST_F(KeyCommands, J5ARunningServerFollowsARotation) {
  start();
  given_viewer("olena@example.com");
  const Pair before = sign_in("olena@example.com");
  const std::string next = kid_of("next");
  const auto early = foyer({"keys", "rotate"});
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_TRUE(early.err.contains("too young")) << early.err;
  EXPECT_EQ(lines_in(early.err), 1U);

  age_the_next_key();
  const auto rotated = foyer({"keys", "rotate"});
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_TRUE(rotated.out.contains(next));
  EXPECT_EQ(states(), "active next retiring");
  EXPECT_EQ(kid_of("active"), next);
  EXPECT_TRUE(eventually([&] { return first_published() == next; }, std::chrono::seconds{30}));
  const Pair after = sign_in("olena@example.com");
  EXPECT_NE(header_of(after.access), header_of(before.access));
  EXPECT_EQ(profile(after.access), 200);
  EXPECT_EQ(profile(before.access), 200);
  EXPECT_TRUE(foyer({"audit", "list", "--event", "key_rotated"}).out.contains("by_operator"));
}

TEST_F(KeyCommands, J5AStolenKeysTokensEndWithinHalfAMinute) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  ASSERT_EQ(profile(pair.access), 200);
  const auto rotated = foyer({"keys", "rotate", "--discard-current"});
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_TRUE(rotated.out.contains("30 seconds"));
  EXPECT_EQ(states(), "active next");
  EXPECT_TRUE(eventually([&] { return profile(pair.access) == 401; }, std::chrono::seconds{30}));
  const auto renewed = client().post("/api/v1/auth/refresh", {{"refresh_token", pair.refresh}});
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_EQ(profile(renewed.text("access_token")), 200);
}

TEST_F(KeyCommands, J5OfRotationsInTwoProcessesOneWinsAndTheOtherSaysSo) {
  start();
  for (int round = 0; round < 5; ++round) {
    age_the_next_key();
    Finished first;
    Finished second;
    {
      std::jthread one{[&] { first = rotate_as("one"); }};
      std::jthread two{[&] { second = rotate_as("two"); }};
    }
    EXPECT_EQ((first.exit_code == 0) + (second.exit_code == 0), 1) << first.err << second.err;
    const std::string& said = first.exit_code == 0 ? second.err : first.err;
    EXPECT_TRUE(said.contains("faster") || said.contains("too young")) << said;
    EXPECT_TRUE(states().starts_with("active next retiring"));
  }
}

TEST_F(KeyCommands, J5V1AKillDuringARotationLeavesOneActiveKey) {
  start();
  stop();
  for (int round = 0; round < 12; ++round) {
    age_the_next_key();
    {
      Process rotating{{.words = {foyer_binary(), "keys", "rotate"},
                        .environment = settings(),
                        .folder = folder(),
                        .name = "rotating"}};
      // From before it opens the database until after it is done.
      rotating.wait(std::chrono::milliseconds{10 * round});
      rotating.signal(SIGKILL);
    }
    ASSERT_EQ(sql("SELECT count(*) FROM signing_keys WHERE state = 'active'").out, "1\n") << round;
    ASSERT_EQ(sql("SELECT count(*) FROM signing_keys WHERE state = 'next'").out, "1\n") << round;
    const auto trail = foyer({"audit", "verify"});
    ASSERT_EQ(trail.exit_code, 0) << trail.out;
    const std::string retiring = sql("SELECT count(*) FROM signing_keys WHERE state = 'retiring'").out;
    EXPECT_EQ(sql("SELECT count(*) FROM audit_events WHERE kind = 'key_rotated'").out, retiring);
  }
  start();
  given_viewer("olena@example.com");
  EXPECT_EQ(profile(sign_in("olena@example.com").access), 200);
}

TEST_F(KeyCommands, J5HS256HasNothingToRotateHere) {
  settings()["ALGORITHM"] = "HS256";
  settings()["SECRET_KEY"] = "5b8c1d0e7f6a49382716a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
  start();
  const auto refused = foyer({"keys", "rotate"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
  EXPECT_TRUE(refused.err.contains("SECRET_KEY")) << refused.err;
}

TEST_F(KeyCommands, J5WithoutItsSecretNothingIsRotated) {
  start();
  stop();
  std::filesystem::rename(data() / "secret.key", data() / "away.key");
  const auto refused = foyer({"keys", "rotate"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("secret.key is missing")) << refused.err;
  EXPECT_EQ(foyer({"keys", "list"}).exit_code, 0) << "needs no secret";
  std::filesystem::rename(data() / "away.key", data() / "secret.key");
}

}  // namespace
}  // namespace foyer::test
