// J5: access tokens while their keys are exchanged.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>

#include "sessions/access_token.h"
#include "tests/support/manual_clock.h"

namespace foyer::test {
namespace {

using Key = std::shared_ptr<const crypto::SigningKey>;

class J5 : public testing::Test {
 protected:
  static Key a_key() { return crypto::SigningKey::generate(crypto::Algorithm::hs256); }
  AccessTokens tokens(crypto::KeySet keys, std::size_t remembered = 64) {
    return AccessTokens{
        {.issuer = "i", .audience = "a", .verified_entries = remembered}, std::move(keys), clock_, random_};
  }
  SessionId a_session() { return random_.id<SessionId>(clock_.now()); }

 private:
  ManualClock clock_;
  crypto::SystemRandom random_;
};

TEST_F(J5, TheNewKeySignsAtOnceAndTheOldStillVerifies) {
  const Key old = a_key();
  const Key next = a_key();
  AccessTokens ours = tokens({old, {old, next}});
  const std::string before = ours.issue(UserId{1}, a_session(), "USER");
  ours.use({next, {next, old}});
  EXPECT_TRUE(ours.verify(before));
  const std::string after = ours.issue(UserId{1}, a_session(), "USER");
  EXPECT_TRUE(crypto::verify_compact({next, {next}}, "at+jwt", after));
  EXPECT_EQ(ours.keys()->current, next);
}

TEST_F(J5, WhatARemovedKeySignedIsRefusedEvenIfItWasRemembered) {
  const Key stolen = a_key();
  const Key next = a_key();
  AccessTokens ours = tokens({stolen, {stolen, next}});
  std::vector<std::string> issued;
  for (int i = 0; i < 100; ++i) issued.push_back(ours.issue(UserId{1}, a_session(), "USER"));
  for (const auto& token : issued) EXPECT_TRUE(ours.verify(token));
  ours.use({next, {next}});
  for (const auto& token : issued) EXPECT_FALSE(ours.verify(token));
}

TEST_F(J5, NoValidTokenIsRefusedWhileKeysRotateUnderManyThreads) {
  const Key first = a_key();
  AccessTokens ours = tokens({first, {first, a_key()}});
  constexpr std::size_t threads = 4;
  std::atomic<bool> rotating = true;
  std::atomic<int> refused = 0;
  std::array<std::atomic<int>, threads> rounds{};
  {
    std::vector<std::jthread> viewers;
    for (std::size_t t = 0; t < threads; ++t) {
      viewers.emplace_back([&, t] {
        while (rotating) {
          const SessionId session = a_session();
          const std::string token = ours.issue(UserId{1}, session, "USER");
          for (int again = 0; again < 3; ++again) {
            const auto claims = ours.verify(token);
            refused += !claims || claims->session != session;
          }
          ++rounds.at(t);
        }
      });
    }
    crypto::KeySet keys = *ours.keys();
    for (int rotation = 0; rotation < 100; ++rotation) {
      keys = {keys.all[1], {keys.all[1], a_key(), keys.current}};
      ours.use(keys);
      // A key that retires is gone at the next rotation but one; no token lives that long.
      for (auto& round : rounds) {
        const int seen = round;
        while (round < seen + 2) std::this_thread::yield();
      }
    }
    rotating = false;
  }
  EXPECT_EQ(refused, 0);
}

TEST_F(J5, AVerificationUnderWayDoesNotBringARemovedKeyBack) {
  for (int round = 0; round < 200; ++round) {
    const Key stolen = a_key();
    const Key next = a_key();
    AccessTokens ours = tokens({stolen, {stolen, next}});
    const std::string token = ours.issue(UserId{1}, a_session(), "USER");
    std::latch start{3};
    {
      std::jthread thief{[&] {
        start.arrive_and_wait();
        for (int i = 0; i < 5; ++i) ours.verify(token);
      }};
      std::jthread other{[&] {
        start.arrive_and_wait();
        for (int i = 0; i < 5; ++i) ours.verify(token);
      }};
      start.arrive_and_wait();
      ours.use({next, {next}});
    }
    ASSERT_FALSE(ours.verify(token)) << round;
  }
}

}  // namespace
}  // namespace foyer::test
