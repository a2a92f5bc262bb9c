#include "platform/crypto/jws.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "platform/crypto/encoding.h"
#include "tests/unit/crypto/published_keys.h"

namespace foyer::crypto {
namespace {

constexpr std::string_view type = "at+jwt";
constexpr std::string_view payload = R"({"sub":"7","exp":1})";
constexpr Algorithm every_algorithm[] = {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa, Algorithm::rs256};

KeySet set_of(std::shared_ptr<const SigningKey> key) { return {.current = key, .all = {key}}; }

const KeySet& some_keys() {
  static const KeySet keys = set_of(SigningKey::load(Algorithm::hs256, Secret{std::string(32, 'k')}));
  return keys;
}

/// Signed by a key of the set, whatever the header says.
std::string token_with(std::string_view header, std::string_view body = payload) {
  const std::string signed_part = to_base64url(header) + '.' + to_base64url(body);
  return signed_part + '.' + to_base64url(some_keys().current->sign(signed_part));
}
std::string header_with(std::string_view members) {
  return fmt::format(R"({{"alg":"HS256","kid":"{}","typ":"at+jwt"{}}})", some_keys().current->kid(), members);
}
bool accepts(std::string_view token) { return verify_compact(some_keys(), type, token).has_value(); }

TEST(Jws, BringsBackThePayloadOfEachAlgorithm) {
  for (const Algorithm algorithm : every_algorithm) {
    const KeySet keys = set_of(SigningKey::generate(algorithm));
    EXPECT_EQ(verify_compact(keys, type, sign_compact(*keys.current, type, payload)), payload) << name_of(algorithm);
  }
}

TEST(Jws, HeaderNamesAlgorithmKeyAndType) {
  const std::string token = sign_compact(*some_keys().current, type, payload);
  EXPECT_EQ(from_base64url(token.substr(0, token.find('.'))), header_with(""));
}

TEST(Jws, AcceptsMembersInAnyOrderAndSpacing) {
  EXPECT_TRUE(accepts(token_with(header_with(""))));
  EXPECT_TRUE(accepts(token_with(fmt::format("{{ \"typ\" : \"at+jwt\",\r\n\t\"kid\":\"{}\", \"alg\":\"HS256\" }}\n",
                                             some_keys().current->kid()))));
}

TEST(Jws, EveryFlippedBitBreaksAToken) {
  for (const Algorithm algorithm : every_algorithm) {
    const KeySet keys = set_of(SigningKey::generate(algorithm));
    const std::string token = sign_compact(*keys.current, type, payload);
    for (std::size_t bit = 0; bit < token.size() * 8; ++bit) {
      std::string broken = token;
      broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
      ASSERT_EQ(verify_compact(keys, type, broken), std::nullopt) << name_of(algorithm) << " bit " << bit;
    }
  }
}

TEST(Jws, EveryTruncationAndExtensionBreaksAToken) {
  const std::string token = sign_compact(*some_keys().current, type, payload);
  ASSERT_TRUE(accepts(token));
  for (std::size_t size = 0; size < token.size(); ++size) {
    EXPECT_FALSE(accepts(std::string_view{token}.substr(0, size)));
    EXPECT_FALSE(accepts(std::string_view{token}.substr(token.size() - size)));
  }
  for (const std::string_view tail : {"A", "AA", "=", ".", " ", "\n"}) EXPECT_FALSE(accepts(token + std::string{tail}));
}

TEST(J1, RefusesNoneAndUnknownAlgorithms) {
  const std::string unsigned_part =
      to_base64url(fmt::format(R"({{"alg":"none","kid":"{}","typ":"at+jwt"}})", some_keys().current->kid())) + '.' +
      to_base64url(payload);
  EXPECT_FALSE(accepts(unsigned_part + '.'));
  EXPECT_FALSE(accepts(unsigned_part));
  for (const std::string_view alg : {"none", "None", "nOnE", "", "hs256", "HS384", "HS512", "HS256 ", "XX999"}) {
    const std::string header =
        fmt::format(R"({{"alg":"{}","kid":"{}","typ":"at+jwt"}})", alg, some_keys().current->kid());
    EXPECT_FALSE(accepts(token_with(header))) << alg;
  }
}

// The classic confusion: the public key, known to all, used as an HMAC key.
TEST(J1, RefusesAnHmacUnderThePublishedKey) {
  const KeySet keys = set_of(SigningKey::load(Algorithm::es256, Secret{published::p256_pem}));
  const auto forger = SigningKey::load(Algorithm::hs256, Secret{keys.current->public_jwk()});
  ASSERT_NE(forger, nullptr);
  for (const std::string_view alg : {"HS256", "ES256"}) {
    const std::string signed_part =
        to_base64url(fmt::format(R"({{"alg":"{}","kid":"{}","typ":"at+jwt"}})", alg, keys.current->kid())) + '.' +
        to_base64url(payload);
    EXPECT_EQ(verify_compact(keys, type, signed_part + '.' + to_base64url(forger->sign(signed_part))), std::nullopt);
  }
}

TEST(J1, RefusesAnotherFamilyEvenIfItsKeyIsInTheSet) {
  const auto hs = some_keys().current;
  const auto es = SigningKey::generate(Algorithm::es256);
  const KeySet keys{.current = hs, .all = {hs, es}};
  const std::string signed_part =
      to_base64url(fmt::format(R"({{"alg":"ES256","kid":"{}","typ":"at+jwt"}})", hs->kid())) + '.' +
      to_base64url(payload);
  EXPECT_EQ(verify_compact(keys, type, signed_part + '.' + to_base64url(es->sign(signed_part))), std::nullopt);
}

TEST(J2, RefusesForeignTypes) {
  for (const std::string_view foreign : {"JWT", "jwt", "AT+JWT", "at+jwt ", "application/at+jwt", "rt+jwt", ""}) {
    EXPECT_FALSE(accepts(sign_compact(*some_keys().current, foreign, payload))) << foreign;
  }
}

TEST(J2, RefusesMissingMembers) {
  const std::string kid = some_keys().current->kid();
  EXPECT_FALSE(accepts(token_with("{}")));
  EXPECT_FALSE(accepts(token_with(R"({"alg":"HS256","typ":"at+jwt"})")));
  EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"kid":"{}","typ":"at+jwt"}})", kid))));
  EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"alg":"HS256","kid":"{}"}})", kid))));
}

TEST(J2, RefusesDuplicateMembers) {
  EXPECT_FALSE(accepts(token_with(header_with(R"(,"alg":"HS256")"))));
  EXPECT_FALSE(accepts(token_with(header_with(R"(,"typ":"at+jwt")"))));
  EXPECT_FALSE(accepts(token_with(header_with(fmt::format(R"(,"kid":"{}")", some_keys().current->kid())))));
  EXPECT_FALSE(accepts(token_with(header_with(R"(,"\u0061lg":"none")"))));
}

TEST(J2, RefusesMembersOfTheWrongJsonType) {
  const std::string kid = some_keys().current->kid();
  for (const std::string_view value : {"1", "null", "true", "[]", R"(["HS256"])", "{}", R"({"HS256":1})"}) {
    EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"alg":{},"kid":"{}","typ":"at+jwt"}})", value, kid)))) << value;
    EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"alg":"HS256","kid":{},"typ":"at+jwt"}})", value)))) << value;
    EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"alg":"HS256","kid":"{}","typ":{}}})", kid, value)))) << value;
  }
}

TEST(J2, RefusesHeadersThatAreNotOneJsonObject) {
  const std::string good = header_with("");
  for (const std::string& header : {std::string{},
                                    std::string{"null"},
                                    std::string{"[]"},
                                    std::string{"\"alg\""},
                                    '[' + good + ']',
                                    good + '}',
                                    good + good,
                                    good + "x",
                                    good + ',',
                                    "\xef\xbb\xbf" + good,
                                    good + '\0',
                                    header_with(","),
                                    header_with(R"(,"x")"),
                                    header_with(R"(,"x":)"),
                                    header_with(R"(,"x":"y)"),
                                    std::string{"{"},
                                    std::string{R"({")"},
                                    std::string{R"({"alg")"},
                                    std::string{R"({"alg":)"},
                                    std::string{R"({"alg":")"},
                                    std::string(1000, '{'),
                                    std::string(1000, '[')}) {
    EXPECT_FALSE(accepts(token_with(header))) << header;
  }
}

TEST(J3, RefusesHeaderMembersThatNameKeys) {
  const KeySet keys = set_of(SigningKey::load(Algorithm::es256, Secret{published::p256_pem}));
  const std::string jwk = keys.current->public_jwk();
  for (const std::string& member :
       {std::string{R"("jku":"https://attacker.example/jwks.json")"},
        std::string{R"("x5u":"https://attacker.example/")"}, std::string{R"("x5c":["MIIB"])"},
        std::string{R"("x5t":"AAAA")"}, std::string{R"("x5t#S256":"AAAA")"}, std::string{R"("jwk":)"} + jwk,
        std::string{R"("jwk":"x")"}}) {
    EXPECT_FALSE(accepts(token_with(header_with(',' + member)))) << member;
  }
}

TEST(J3, RefusesHeaderMembersThatChangeTheRules) {
  for (const std::string_view member :
       {R"("crit":["exp"],"exp":1)", R"("crit":[])", R"("crit":["b64"],"b64":false)", R"("b64":false)", R"("b64":true)",
        R"("zip":"DEF")", R"("cty":"JWT")", R"("enc":"A128GCM")", R"("unknown":"x")"}) {
    EXPECT_FALSE(accepts(token_with(header_with(fmt::format(",{}", member))))) << member;
  }
}

TEST(J3, RefusesKidsThatAreNotExactlyOneOfTheSet) {
  const std::string kid = some_keys().current->kid();
  for (const std::string& foreign : {std::string{}, kid + ' ', ' ' + kid, kid.substr(1), kid + "A",
                                     std::string{"../../dev/null"}, std::string{"' OR 1=1 --"}}) {
    EXPECT_FALSE(accepts(token_with(fmt::format(R"({{"alg":"HS256","kid":"{}","typ":"at+jwt"}})", foreign))))
        << foreign;
  }
}

TEST(J3, RefusesKeysThatLeftTheSet) {
  const auto retired = SigningKey::generate(Algorithm::es256);
  const KeySet keys = set_of(SigningKey::generate(Algorithm::es256));
  EXPECT_EQ(verify_compact(keys, type, sign_compact(*retired, type, payload)), std::nullopt);
  EXPECT_EQ(verify_compact(KeySet{}, type, sign_compact(*retired, type, payload)), std::nullopt);
}

TEST(J3, RefusesAnythingButThreeSegments) {
  const std::string token = sign_compact(*some_keys().current, type, payload);
  const std::string signature = token.substr(token.rfind('.'));
  for (const std::string& other :
       {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."}, std::string{"a.b"}, token + ".",
        "." + token, token + signature, fmt::format("{}{}{}", token, signature, signature),
        token.substr(0, token.rfind('.'))}) {
    EXPECT_FALSE(accepts(other)) << other;
  }
}

TEST(J3, RefusesSloppyBase64) {
  const std::string token = sign_compact(*some_keys().current, type, payload);
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  for (const std::string_view junk : {"=", "==", " ", "\n", "\t", "%3D", "+", "/"}) {
    for (const auto at : {first, second, token.size()}) {
      std::string sloppy = token;
      sloppy.insert(at, junk);
      EXPECT_FALSE(accepts(sloppy)) << sloppy;
    }
  }
}

// 32 bytes of signature leave two spare bits: four spellings, of which one is right.
TEST(J3, RefusesEveryOtherSpellingOfTheSameSignature) {
  const std::string token = sign_compact(*some_keys().current, type, payload);
  static constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int accepted = 0;
  for (const char symbol : symbols) {
    if (accepts(token.substr(0, token.size() - 1) + symbol)) ++accepted;
  }
  EXPECT_EQ(accepted, 1);
}

TEST(J3, RefusesMoreThanFourKibibytes) {
  const auto token_of = [](std::size_t size) {
    return sign_compact(*some_keys().current, type, std::string(size, 'x'));
  };
  std::size_t size = 2900;
  while (token_of(size).size() < 4096) ++size;
  const std::string longest = token_of(size - 1);
  ASSERT_LE(longest.size(), 4096u);
  EXPECT_TRUE(accepts(longest));
  const std::string longer = token_of(size + 2);
  ASSERT_GT(longer.size(), 4096u);
  EXPECT_FALSE(accepts(longer));
}

TEST(KeySet, FindsKeysByTheirExactName) {
  const auto one = SigningKey::generate(Algorithm::es256);
  const auto two = SigningKey::generate(Algorithm::eddsa);
  const KeySet keys{.current = two, .all = {one, two}};
  EXPECT_EQ(keys.find(one->kid()), one.get());
  EXPECT_EQ(keys.find(two->kid()), two.get());
  EXPECT_EQ(keys.find(""), nullptr);
  EXPECT_EQ(keys.find(one->kid().substr(1)), nullptr);
  EXPECT_EQ(verify_compact(keys, type, sign_compact(*one, type, payload)), payload);
}

TEST(KeySet, PublishesEveryPublicKeyAndNoSecret) {
  const auto hs = some_keys().current;
  const auto es = SigningKey::generate(Algorithm::es256);
  const auto ed = SigningKey::generate(Algorithm::eddsa);
  const KeySet keys{.current = es, .all = {hs, es, ed}};
  const auto document = boost::json::parse(keys.jwks());
  const auto& published = document.at("keys").as_array();
  ASSERT_EQ(published.size(), 2u);
  EXPECT_EQ(published[0].at("kid").as_string(), es->kid());
  EXPECT_EQ(published[0].at("kty").as_string(), "EC");
  EXPECT_EQ(published[0].at("alg").as_string(), "ES256");
  EXPECT_EQ(published[0].at("use").as_string(), "sig");
  EXPECT_EQ(published[1].at("kid").as_string(), ed->kid());
  for (const auto& key : published) EXPECT_FALSE(key.as_object().contains("d"));
  EXPECT_EQ(KeySet{}.jwks(), R"({"keys":[]})");
}

}  // namespace
}  // namespace foyer::crypto
