#include <functional>
#include <map>

#include "platform/crypto/encoding.h"
#include "platform/crypto/jws.h"
#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

class Access : public RightsHouse {
 protected:
  Tokens viewer() {
    given_viewer("olena@example.com");
    return sign_in("olena@example.com");
  }
  unsigned status_with(std::string authorization) {
    http::Request request{.method = http::Method::get, .path = "/api/v1/user/profile"};
    if (!authorization.empty()) request.fields.push_back({"Authorization", authorization});
    return send(request).status;
  }
  boost::json::object claims_of(const std::string& token) {
    const auto first = token.find('.');
    const auto second = token.find('.', first + 1);
    return boost::json::parse(*crypto::from_base64url(token.substr(first + 1, second - first - 1))).as_object();
  }
  std::string sign(const boost::json::object& claims) {
    return crypto::sign_compact(*services().access_tokens.keys()->current, "at+jwt", boost::json::serialize(claims));
  }
};

TEST_F(Access, J6IsTakenFromOneBearerFieldAndNowhereElse) {
  const Tokens tokens = viewer();
  EXPECT_EQ(status_with("Bearer " + tokens.access), 200U);
  EXPECT_EQ(status_with("bearer " + tokens.access), 200U);
  EXPECT_EQ(status_with(""), 401U);
  EXPECT_EQ(status_with("Basic " + tokens.access), 401U);
  EXPECT_EQ(status_with("Bearer"), 401U);
  EXPECT_EQ(status_with("Bearer " + tokens.access + " x"), 401U);
  EXPECT_EQ(get("/api/v1/user/profile?access_token=" + tokens.access).status, 401U);

  http::Request twice{.method = http::Method::get, .path = "/api/v1/user/profile"};
  const std::string value = "Bearer " + tokens.access;
  twice.fields = {{"Authorization", value}, {"authorization", value}};
  EXPECT_EQ(send(twice).status, 400U);

  http::Request cookie{.method = http::Method::get, .path = "/api/v1/user/profile"};
  const std::string jar = "access_token=" + tokens.access;
  cookie.fields = {{"Cookie", jar}};
  EXPECT_EQ(send(cookie).status, 401U);
}

TEST_F(Access, J6A401SaysHowToAuthenticate) {
  EXPECT_EQ(get("/api/v1/user/profile").header("WWW-Authenticate"), "Bearer");
  EXPECT_TRUE(get("/api/v1/user/profile", "nonsense").header("WWW-Authenticate").contains("invalid_token"));
}

TEST_F(Access, CarriesTheClaimsOfRfc9068) {
  const auto claims = claims_of(viewer().access);
  EXPECT_EQ(claims.at("iss"), "https://cinema.example");
  EXPECT_EQ(claims.at("aud"), "foyer");
  EXPECT_EQ(claims.at("sub"), "1");
  EXPECT_EQ(claims.at("group"), "USER");
  EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 1800);
  for (const auto* name : {"sid", "jti", "nbf"}) EXPECT_TRUE(claims.contains(name)) << name;
}

TEST_F(Access, J2RefusesMissingWrongTypedAndForeignClaims) {
  const auto good = claims_of(viewer().access);
  EXPECT_EQ(status_with("Bearer " + sign(good)), 200U);
  for (const auto& member : good) {
    auto without = good;
    without.erase(member.key());
    EXPECT_EQ(status_with("Bearer " + sign(without)), 401U) << member.key();
    auto wrong = good;
    wrong[member.key()] = boost::json::array{member.value()};
    EXPECT_EQ(status_with("Bearer " + sign(wrong)), 401U) << member.key();
  }
  const std::vector<std::pair<const char*, boost::json::value>> foreign{{"iss", "https://evil.example"},
                                                                        {"aud", "other"},
                                                                        {"sub", "2"},
                                                                        {"sub", "01"},
                                                                        {"sub", "-1"},
                                                                        {"sid", "AAAAAAAAAAAAAAAAAAAAAA"},
                                                                        {"sid", "x"},
                                                                        {"exp", 1},
                                                                        {"exp", -1},
                                                                        {"nbf", 99'999'999'999},
                                                                        {"exp", 1e300}};
  for (const auto& [name, value] : foreign) {
    auto claims = good;
    claims[name] = value;
    EXPECT_EQ(status_with("Bearer " + sign(claims)), 401U) << name << value;
  }
}

TEST_F(Access, J2RefusesADoubledMember) {
  const std::string access = viewer().access;
  std::string payload = boost::json::serialize(claims_of(access));
  payload.insert(1, R"("group":"ADMIN",)");
  const auto token = crypto::sign_compact(*services().access_tokens.keys()->current, "at+jwt", payload);
  EXPECT_EQ(status_with("Bearer " + token), 401U);
}

TEST_F(Access, ExpiresAlsoWhenItsSignatureIsRemembered) {
  const Tokens tokens = viewer();
  EXPECT_EQ(status_with("Bearer " + tokens.access), 200U);
  clock().advance(std::chrono::minutes{30});
  clock().advance(std::chrono::seconds{5});
  EXPECT_EQ(status_with("Bearer " + tokens.access), 401U);
}

TEST_F(Access, J4NoTokenWorksInAnothersPlace) {
  const Tokens tokens = viewer();
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  given_viewer("taras@example.com");
  const Tokens mover = sign_in("taras@example.com");
  change(mover.access, moved);
  given_viewer("iryna@example.com");
  post("/api/v1/auth/register", credentials("pending@example.com", good_password));
  const std::map<std::string, std::string> kinds{
      {"access", tokens.access},
      {"change", mailed_token(moved)},
      {"refresh", tokens.refresh},
      {"reset", mailed_token(olena)},
      {"undo", move(sign_in("iryna@example.com"), "iryna@example.com", "iryna@new.example")},
      {"verification", mailed_token("pending@example.com")}};
  const std::map<std::string, std::function<Answer(const std::string&)>> places{
      {"access", [&](const auto& token) { return get("/api/v1/user/profile", token); }},
      {"change", [&](const auto& token) { return confirm(mover.access, token); }},
      {"refresh",
       [&](const auto& token) { return post("/api/v1/auth/refresh", R"({"refresh_token":")" + token + "\"}"); }},
      {"reset", [&](const auto& token) { return reset(token, other_password); }},
      {"undo", [&](const auto& token) { return undo(token); }},
      {"verification", [&](const auto& token) { return post("/api/v1/auth/verify", token_body(token)); }}};
  for (const auto& [place, use] : places) {
    const bool signs_in = place == "access" || place == "refresh";
    for (const auto& [kind, token] : kinds) {
      ASSERT_FALSE(token.empty()) << kind;
      if (kind != place) EXPECT_EQ(use(token).status, signs_in ? 401U : 400U) << kind << " as " << place;
      if (kind != "verification") EXPECT_EQ(get("/api/v1/auth/verify?token=" + token).status, 400U) << kind;
      if (kind != "refresh") post("/api/v1/auth/logout", R"({"refresh_token":")" + token + "\"}");
    }
  }
  for (const auto& [place, use] : places) EXPECT_EQ(use(kinds.at(place)).status, 200U) << place;
}

TEST_F(Access, C5HS256SignsWithTheSecretItselfOnlyWhenChosen) {
  settings().algorithm = crypto::Algorithm::hs256;
  const Tokens tokens = viewer();
  EXPECT_EQ(status_with("Bearer " + tokens.access), 200U);
  const auto key = crypto::SigningKey::load(crypto::Algorithm::hs256, Secret{std::string(32, 's')});
  const crypto::KeySet keys{key, {key}};
  EXPECT_TRUE(crypto::verify_compact(keys, "at+jwt", tokens.access).has_value());
}

TEST_F(Access, OtherServicesVerifyWithThePublishedKeys) {
  const Tokens tokens = viewer();
  const auto jwks = get("/.well-known/jwks.json").json();
  const auto& keys = jwks.at("keys").as_array();
  ASSERT_EQ(keys.size(), 2U);  // the one that signs and the one that will
  for (const auto& key : keys) {
    EXPECT_EQ(key.at("alg"), "ES256");
    EXPECT_FALSE(key.as_object().contains("d"));
  }
  const auto header = boost::json::parse(*crypto::from_base64url(tokens.access.substr(0, tokens.access.find('.'))));
  EXPECT_TRUE(header.at("kid") == keys[0].at("kid") || header.at("kid") == keys[1].at("kid"));
}

TEST_F(Access, KeysSurviveARestart) {
  const Tokens tokens = viewer();
  restart();
  EXPECT_EQ(status_with("Bearer " + tokens.access), 200U);
}

}  // namespace
}  // namespace foyer::test
