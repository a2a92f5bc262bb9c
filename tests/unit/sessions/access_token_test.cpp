// J1–J4 for the claims, and the memory of verified tokens.
#include "sessions/access_token.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/support/manual_clock.h"

namespace foyer {
namespace {

using namespace std::chrono_literals;

class AccessToken : public testing::Test {
 protected:
  static constexpr std::string_view group = "USER";

  /// An issuer at a whole second, so that its edges are whole as well.
  AccessToken() { clock_.set(issued_at_); }

  AccessTokens tokens(std::size_t remembered = 16, std::string audience = "foyer") {
    return AccessTokens{{.issuer = "https://cinema.example",
                         .audience = std::move(audience),
                         .lifetime = 30min,
                         .clock_skew = 5s,
                         .verified_entries = remembered},
                        keys_,
                        clock_,
                        random_};
  }
  bool takes(const AccessTokens& verifier, std::string_view payload, std::string_view type = "at+jwt") const {
    return verifier.verify(crypto::sign_compact(*keys_.current, type, payload)).has_value();
  }
  SessionId a_session() { return random_.id<SessionId>(clock_.now()); }

  const Time issued_at_{1'795'395'723s};
  test::ManualClock clock_;
  crypto::SystemRandom random_;
  crypto::KeySet keys_ = made_keys();

 private:
  static crypto::KeySet made_keys() {
    const auto key = crypto::SigningKey::load(crypto::Algorithm::hs256, Secret{std::string(32, 'k')});
    return {key, {key}};
  }
};

TEST_F(AccessToken, ComesBackAsWhoItWasIssuedTo) {
  const auto ours = tokens();
  const SessionId session = a_session();
  for (const std::int64_t id : {std::int64_t{1}, std::int64_t{10}, std::numeric_limits<std::int64_t>::max()}) {
    const auto claims = ours.verify(ours.issue(UserId{id}, session, group));
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, UserId{id});
    EXPECT_EQ(claims->session, session);
    EXPECT_EQ(claims->not_before, issued_at_);
    EXPECT_EQ(claims->expires_at, issued_at_ + 30min);
  }
  EXPECT_EQ(ours.lifetime(), 30min);
}

TEST_F(AccessToken, IsNeverIssuedTwiceTheSame) {
  const auto ours = tokens();
  const SessionId session = a_session();
  EXPECT_NE(ours.issue(UserId{1}, session, group), ours.issue(UserId{1}, session, group));
}

// Whether remembered or not: memory must not outlive the token.
TEST_F(AccessToken, IsGoodFromNotBeforeToExpiryAndTheSkewAroundThem) {
  for (const std::size_t remembered : {std::size_t{0}, std::size_t{16}}) {
    clock_.set(issued_at_);
    const auto ours = tokens(remembered);
    const std::string token = ours.issue(UserId{7}, a_session(), group);
    for (const auto after : {-5000ms, 0ms, 1000ms, 1'800'000ms, 1'804'999ms}) {
      clock_.set(issued_at_ + after);
      EXPECT_TRUE(ours.verify(token)) << remembered << ' ' << after.count();
    }
    for (const auto after : {-86'400'000ms, -5001ms, 1'805'000ms, 86'400'000ms}) {
      clock_.set(issued_at_ + after);
      EXPECT_FALSE(ours.verify(token)) << remembered << ' ' << after.count();
    }
  }
}

TEST_F(AccessToken, IsForOneAudienceAndIssuer) {
  const auto ours = tokens();
  const auto others = tokens(16, "tickets");
  const std::string token = others.issue(UserId{7}, a_session(), group);
  EXPECT_TRUE(others.verify(token));
  EXPECT_FALSE(ours.verify(token));
}

/// A payload like ours with one member written differently, or left out.
std::string payload(std::string_view member = {}, std::string_view json = {}) {
  constexpr std::pair<std::string_view, std::string_view> usual[] = {{"iss", R"("https://cinema.example")"},
                                                                     {"aud", R"("foyer")"},
                                                                     {"sub", R"("7")"},
                                                                     {"sid", R"("AAECAwQFBgcICQoLDA0ODw")"},
                                                                     {"jti", R"("j")"},
                                                                     {"iat", "1795395723"},
                                                                     {"nbf", "1795395723"},
                                                                     {"exp", "1795397523"},
                                                                     {"group", R"("USER")"}};
  std::string out;
  for (const auto& [name, value] : usual) {
    const std::string_view text = name == member ? json : value;
    if (!text.empty()) out += fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", name, text);
  }
  return "{" + out + "}";
}

TEST_F(AccessToken, J2EveryClaimIsRequired) {
  const auto ours = tokens();
  ASSERT_TRUE(takes(ours, payload()));
  for (const char* claim : {"iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "group"}) {
    EXPECT_FALSE(takes(ours, payload(claim))) << claim;
  }
}

TEST_F(AccessToken, J2AClaimOfAnotherTypeIsARefusalAndNoException) {
  const auto ours = tokens();
  for (const char* claim : {"iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "group"}) {
    for (const char* json : {"null", "true", "[]", "{}", "7.5", "\"\\u0000\""}) {
      const bool free_text = json[0] == '"' && (claim == std::string_view{"jti"} || claim == std::string_view{"group"});
      if (!free_text) EXPECT_FALSE(takes(ours, payload(claim, json))) << claim << ' ' << json;
    }
  }
  for (const char* json : {R"(["foyer"])", R"(["foyer","tickets"])", R"("Foyer")", R"("foyer ")", R"("")"}) {
    EXPECT_FALSE(takes(ours, payload("aud", json))) << json;
  }
}

TEST_F(AccessToken, J2ASubjectIsAPositiveNumberInItsOneSpelling) {
  const auto ours = tokens();
  EXPECT_TRUE(takes(ours, payload("sub", R"("9223372036854775807")")));
  for (const char* json : {R"("")", R"("0")", R"("-7")", R"("+7")", R"("07")", R"(" 7")", R"("7 ")", R"("7.0")",
                           R"("0x7")", R"("9223372036854775808")", R"("olena")", "7"}) {
    EXPECT_FALSE(takes(ours, payload("sub", json))) << json;
  }
}

TEST_F(AccessToken, J2ASessionIsSixteenBytes) {
  const auto ours = tokens();
  for (const char* json : {R"("")", R"("AAECAwQFBgcICQoLDA0O")", R"("AAECAwQFBgcICQoLDA0ODxA")",
                           R"("AAECAwQFBgcICQoLDA0ODx")", R"("AAECAwQFBgcICQoLDA0ODw==")", R"("not base64url!!")"}) {
    EXPECT_FALSE(takes(ours, payload("sid", json))) << json;
  }
}

TEST_F(AccessToken, J2DatesBeyondReasonAreRefusedBeforeTheyOverflow) {
  const auto ours = tokens();
  EXPECT_TRUE(takes(ours, payload("exp", "1000000000000")));
  for (const char* claim : {"iat", "nbf", "exp"}) {
    for (const char* json : {"-1", "1000000000001", "9223372036854775807", "-9223372036854775808",
                             "18446744073709551615", "1e300", "99999999999999999999999"}) {
      EXPECT_FALSE(takes(ours, payload(claim, json))) << claim << ' ' << json;
    }
  }
}

TEST_F(AccessToken, J2ADoubledClaimIsRefused) {
  const auto ours = tokens();
  std::string doubled = payload();
  doubled.insert(1, R"("sub":"7",)");
  EXPECT_FALSE(takes(ours, doubled));
}

TEST_F(AccessToken, J4OtherTypesOfTokenAreRefused) {
  const auto ours = tokens();
  for (const char* type : {"JWT", "AT+JWT", "application/at+jwt", "refresh", ""}) {
    EXPECT_FALSE(takes(ours, payload(), type)) << type;
  }
}

TEST_F(AccessToken, AnyChangedCharacterIsRefused) {
  const auto ours = tokens();
  const std::string token = ours.issue(UserId{7}, a_session(), group);
  ASSERT_TRUE(ours.verify(token));
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string other = token;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ours.verify(other)) << at;
  }
  EXPECT_FALSE(ours.verify(""));
  EXPECT_FALSE(ours.verify(token + "A"));
  EXPECT_TRUE(ours.verify(token));
}

TEST_F(AccessToken, ARefusalIsNotRemembered) {
  const auto ours = tokens();
  const std::string token = ours.issue(UserId{7}, a_session(), group);
  clock_.set(issued_at_ - 1h);
  EXPECT_FALSE(ours.verify(token));
  clock_.set(issued_at_);
  EXPECT_TRUE(ours.verify(token));
}

// 16 entries are one per shard, so a hundred tokens push one another out all the time.
TEST_F(AccessToken, MemoryNeverAnswersWithAnotherTokensClaims) {
  for (const std::size_t remembered : {std::size_t{0}, std::size_t{1}, std::size_t{16}, std::size_t{48}}) {
    const auto ours = tokens(remembered);
    std::vector<std::pair<std::string, SessionId>> issued;
    for (std::int64_t id = 1; id <= 100; ++id) {
      const SessionId session = a_session();
      issued.emplace_back(ours.issue(UserId{id}, session, group), session);
    }
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < issued.size(); ++i) {
        const auto claims = ours.verify(issued[i].first);
        ASSERT_TRUE(claims) << remembered;
        EXPECT_EQ(claims->user.value, static_cast<std::int64_t>(i + 1)) << remembered;
        EXPECT_EQ(claims->session, issued[i].second) << remembered;
      }
    }
  }
}

TEST_F(AccessToken, ManyThreadsVerifyAtOnceAndEachGetsItsOwnClaims) {
  constexpr std::size_t thread_count = 8;
  constexpr std::size_t token_count = 40;
  const auto ours = tokens(16);
  std::vector<std::string> issued;
  for (std::size_t i = 0; i < token_count; ++i) {
    issued.push_back(ours.issue(UserId{static_cast<std::int64_t>(i + 1)}, a_session(), group));
  }
  std::array<int, thread_count> right{};
  std::latch start{thread_count};
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < thread_count; ++thread) {
      threads.emplace_back([&, thread] {
        start.arrive_and_wait();
        for (std::size_t i = 0; i < 5 * token_count; ++i) {
          const std::size_t which = (i * (thread + 1)) % token_count;
          const auto claims = ours.verify(issued[which]);
          if (claims && claims->user.value == static_cast<std::int64_t>(which + 1)) ++right[thread];
        }
      });
    }
  }
  for (const int count : right) EXPECT_EQ(count, static_cast<int>(5 * token_count));
}

TEST_F(AccessToken, OfARetiringKeyIsStillGoodAndOfAForeignOneIsNot) {
  const auto before = tokens();
  const std::string token = before.issue(UserId{7}, a_session(), group);
  const auto next = crypto::SigningKey::generate(crypto::Algorithm::hs256);
  keys_ = {next, {next, keys_.current}};
  EXPECT_TRUE(tokens().verify(token));
  keys_ = {next, {next}};
  EXPECT_FALSE(tokens().verify(token));
}

}  // namespace
}  // namespace foyer
