// J5 through the router: what is published, what signs, and what happens when keys rotate under a running server.
#include "app/key_rotation.h"
#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

class J5Server : public Cinema {
 protected:
  std::vector<std::string> published() {
    std::vector<std::string> out;
    const auto document = get("/.well-known/jwks.json").json();
    for (const auto& key : document.at("keys").as_array()) {
      EXPECT_FALSE(key.as_object().contains("d")) << "a private part is published";
      out.emplace_back(key.at("kid").as_string());
    }
    return out;
  }
  std::string signing_kid() { return services().access_tokens.keys()->current->kid(); }
  int profile(const std::string& access) { return static_cast<int>(get("/api/v1/user/profile", access).status); }
  /// As `foyer keys rotate` of another process, which this server has not read of.
  Result<Rotated> rotate_elsewhere(bool discard_current = false) {
    services();
    Rotation rotation = block_on(storage().db->read(*services().keyring, &Keyring::plan)).value();
    rotation.discard_current = discard_current;
    return block_on(storage().db->transact(&app::rotate_keys, services().keyring.get(), &services().audit, rotation));
  }
  void look() { block_on(services().key_watch->look()); }
  void run_the_job() { block_on(services().key_watch->keep(tasks::Job{})); }
};

TEST_F(J5Server, PublishesTheKeyThatSignsAndTheNext) {
  const auto keys = published();
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0], signing_kid());
}

TEST_F(J5Server, TokensOfBothKeysAreGoodUntilTheOldOnesExpire) {
  given_viewer("olena@example.com");
  const Tokens before = sign_in("olena@example.com");
  clock().advance(11min);
  const auto done = rotate_elsewhere();
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(profile(before.access), 200) << "before the server has read of it";
  EXPECT_EQ(profile(sign_in("olena@example.com").access), 200) << "still signed by the old key";
  look();
  EXPECT_EQ(signing_kid(), done->active);
  EXPECT_EQ(published().size(), 3U);
  EXPECT_EQ(profile(before.access), 200);
  EXPECT_EQ(profile(sign_in("olena@example.com").access), 200);
  clock().set(*done->former_until);
  look();
  EXPECT_EQ(published().size(), 2U);
}

TEST_F(J5Server, AStolenKeysTokensFailWithTheNextLook) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  ASSERT_EQ(profile(tokens.access), 200);
  ASSERT_TRUE(rotate_elsewhere(true));
  look();
  EXPECT_EQ(profile(tokens.access), 401);
  const Answer renewed = post("/api/v1/auth/refresh", R"({"refresh_token":")" + tokens.refresh + "\"}");
  ASSERT_EQ(renewed.status, 200U) << "the session itself goes on";
  EXPECT_EQ(profile(std::string{renewed.json().at("access_token").as_string()}), 200);
}

TEST_F(J5Server, RotatesByAgeAndSaysSoInTheTrail) {
  const std::string first = signing_kid();
  clock().advance(89 * 24h);
  run_the_job();
  EXPECT_EQ(signing_kid(), first);
  clock().advance(24h);
  run_the_job();
  EXPECT_NE(signing_kid(), first);
  EXPECT_EQ(published().size(), 3U);
  run_the_job();
  EXPECT_EQ(published().size(), 3U) << "once";
  const auto events =
      block_on(storage().db->read(services().audit, &Audit::list, AuditFilter{.kind = AuditKind::key_rotated}));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].detail, "scheduled");
  clock().advance(1h);
  run_the_job();
  EXPECT_EQ(published().size(), 2U);
  EXPECT_EQ(block_on(storage().db->read(&Keyring::list)).size(), 2U) << "the retired row is gone";
}

TEST_F(J5Server, NeverRotatesByItselfIfToldSo) {
  settings().key_rotation = std::chrono::days{0};
  const std::string first = signing_kid();
  clock().advance(3650 * 24h);
  run_the_job();
  EXPECT_EQ(signing_kid(), first);
}

TEST_F(J5Server, TheJobIsScheduled) {
  services();
  clock().advance(90 * 24h);
  const std::string first = signing_kid();
  work();
  EXPECT_NE(signing_kid(), first);
}

TEST_F(J5Server, AnotherAlgorithmIsAnotherSet) {
  given_viewer("olena@example.com");
  const Tokens before = sign_in("olena@example.com");
  const auto es256 = published();
  restart();
  settings().algorithm = crypto::Algorithm::eddsa;
  EXPECT_EQ(profile(before.access), 401);
  EXPECT_EQ(profile(sign_in("olena@example.com").access), 200);
  for (const auto& kid : published()) EXPECT_EQ(std::ranges::count(es256, kid), 0);
  restart();
  settings().algorithm = crypto::Algorithm::es256;
  EXPECT_EQ(published(), es256);
  EXPECT_EQ(profile(before.access), 200);
}

TEST_F(J5Server, TheKeySetIsKeptByItsReadersAndAskedForAgainByItsTag) {
  const Answer whole = get("/.well-known/jwks.json");
  EXPECT_EQ(whole.header("Cache-Control"), "public, max-age=300");
  const std::string tag = whole.header("ETag");
  ASSERT_FALSE(tag.empty());
  const auto ask = [&] {
    http::Request request{.method = http::Method::get, .path = "/.well-known/jwks.json"};
    request.fields = {{"If-None-Match", tag}};
    return send(request);
  };
  EXPECT_EQ(ask().status, 304U);
  EXPECT_TRUE(ask().text.empty());
  clock().advance(11min);
  ASSERT_TRUE(rotate_elsewhere());
  look();
  const Answer changed = ask();
  EXPECT_EQ(changed.status, 200U);
  EXPECT_NE(changed.header("ETag"), tag);
}

TEST_F(J5Server, HS256PublishesNoSetRatherThanAnEmptyOne) {
  settings().algorithm = crypto::Algorithm::hs256;
  EXPECT_EQ(get("/.well-known/jwks.json").status, 404U);
  EXPECT_FALSE(services().key_watch);
}

TEST_F(J5Server, AServerThatCannotReadItsKeysGoesOn) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  const auto spoil =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE signing_keys SET kid = kid || 'x'"); };
  block_on(storage().db->transact(spoil));
  EXPECT_THROW(look(), std::runtime_error);
  EXPECT_EQ(profile(tokens.access), 200);
  EXPECT_EQ(profile(sign_in("olena@example.com").access), 200);
}

}  // namespace
}  // namespace foyer::test
