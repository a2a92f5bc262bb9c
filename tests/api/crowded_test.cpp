// P5: a story whose hash nobody has room for is refused before it changed anything.
#include <thread>

#include "tests/api/rights_house.h"
#include "tests/unit/crypto/blocking_hasher.h"

namespace foyer::test {
namespace {

/// The stories on a hash pool with one place, which somebody has taken.
class Crowded : public RightsHouse {
 protected:
  ~Crowded() override {
    if (!somebody_.joinable()) return;
    hasher_.let_go(1);
    somebody_.join();
  }

  Auth& auth() {
    if (auth_) return *auth_;
    app::Services& all = services();
    somebody_ = std::thread{[this] { block_on(pool_.hash(Secret{std::string_view{"somebody's"}}, "192.0.2.99")); }};
    hasher_.wait_until_begun();
    const AuthParts parts{*storage().db, all.accounts,      passwords_, all.verification, all.sessions,
                          all.profiles,  all.access_tokens, all.guard,  all.devices,      all.audit,
                          all.links,     all.worker,        clock()};
    return auth_.emplace(settings().auth, parts);
  }
  static Password password(const std::string& text) { return *Password::from(std::string{text}); }
  static Client client() { return {.address = "127.0.0.1", .user_agent = "Cinema test/1.0", .request_id = "1"}; }
  Principal principal(const Tokens& tokens) { return block_on(services().auth.identify(tokens.access)).value(); }

  template <class T>
  void expect_overloaded(const Result<T>& answer) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::overloaded);
    EXPECT_GE(answer.error().retry_after, std::chrono::seconds{1});
  }

 private:
  crypto::BlockingHasher hasher_{1};
  crypto::HashPool pool_{{.threads = 1, .queue = 0}, hasher_};
  Passwords passwords_{pool_, clock()};
  std::optional<Auth> auth_;
  std::thread somebody_;
};

TEST_F(Crowded, P5ARegistrationLeavesNothingBehind) {
  RegisterRequest in{*Email::from(olena), {password(good_password)}};
  expect_overloaded(block_on(auth().register_account(std::move(in), client())));
  EXPECT_EQ(count("users"), 0);
  EXPECT_EQ(count("jobs WHERE name = 'send_email'"), 0);
  EXPECT_EQ(count("limit_counters"), 1) << "the source's registration; no mail is counted that was not sent";
}

TEST_F(Crowded, P5ALoginOfAnUnknownAddressIsRefusedLikeAnyOther) {
  given_viewer(olena);
  for (const char* email : {olena, thief}) {
    LoginRequest in{*Email::from(email), password(good_password), std::nullopt};
    expect_overloaded(block_on(auth().login(std::move(in), client())));
  }
}

TEST_F(Crowded, P5AResetLeavesItsLinkGood) {
  given_viewer(olena);
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string link = mailed_token(olena);
  ResetPasswordRequest in{*TokenText::from(std::string{link}), {password(other_password)}};
  expect_overloaded(block_on(auth().reset_password(std::move(in), client())));
  EXPECT_EQ(reset(link, other_password).status, 200U);
}

TEST_F(Crowded, P5ASignedInViewerIsNotTakenForSomebodyWhoGuesses) {
  given_viewer(olena);
  const Principal who = principal(sign_in(olena));
  ChangePasswordRequest change{password(good_password), {password(other_password)}};
  expect_overloaded(block_on(auth().change_password(std::move(change), who, client())));
  expect_overloaded(block_on(auth().reauthenticate({password(good_password)}, who, client())));
  EXPECT_EQ(count("password_guesses"), 0);
  EXPECT_EQ(login(olena), 200U);
}

/// The whole server on such a pool.
class CrowdedServer : public RightsHouse {
 protected:
  CrowdedServer() {
    settings().hash_pool = {.threads = 1, .queue = 0};
    hash_with(hasher_);
  }
  ~CrowdedServer() override { restart(); }

  static constexpr int hashes_of_a_viewer = 2;
  crypto::BlockingHasher hasher_{hashes_of_a_viewer + 1};
};

TEST_F(CrowdedServer, P5WhatNeedsNoHashIsAnsweredMeanwhile) {
  hasher_.let_go(hashes_of_a_viewer);
  given_viewer(olena);
  const Tokens tokens = sign_in(olena);
  std::thread somebody{[this] { login(thief); }};
  hasher_.wait_until_begun();
  EXPECT_EQ(login(olena), 503U);
  EXPECT_EQ(profile(tokens), 200U);
  EXPECT_EQ(post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})").status, 200U);
  EXPECT_EQ(refresh(tokens), 200U);
  EXPECT_EQ(post("/api/v1/auth/logout", R"({"refresh_token":")" + tokens.refresh + "\"}").status, 200U);
  hasher_.let_go(1);
  somebody.join();
}

}  // namespace
}  // namespace foyer::test
