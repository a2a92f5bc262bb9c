#include <gtest/gtest.h>
#include <openssl/err.h>
#include <thread>

#include "platform/crypto/encoding.h"
#include "platform/crypto/jws.h"
#include "tests/unit/crypto/published_keys.h"

namespace foyer::crypto {
namespace {

constexpr Algorithm every_algorithm[] = {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa, Algorithm::rs256};

std::shared_ptr<const SigningKey> load(Algorithm algorithm, std::string_view material) {
  return SigningKey::load(algorithm, Secret{material});
}
std::string unbase64(std::string_view text) { return from_base64url(text).value(); }

TEST(Algorithm, NamesAreThoseOfTheRegistryExactly) {
  for (const Algorithm algorithm : every_algorithm) EXPECT_EQ(parse_algorithm(name_of(algorithm)), algorithm);
  for (const std::string_view name :
       {"none", "None", "hs256", "HS512", "ES384", "RS512", "PS256", "Ed25519", "EDDSA", "", "HS256 "}) {
    EXPECT_EQ(parse_algorithm(name), std::nullopt) << name;
  }
}

// https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1
TEST(SigningKey, SignsTheHs256ExampleOfRfc7515) {
  const std::string material =
      unbase64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const auto key = load(Algorithm::hs256, material);
  ASSERT_NE(key, nullptr);
  const std::string_view input =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature = unbase64("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  EXPECT_EQ(key->sign(input), signature);
  EXPECT_TRUE(key->verify(input, signature));
}

// https://www.rfc-editor.org/rfc/rfc7515#appendix-A.3
TEST(SigningKey, VerifiesTheEs256ExampleOfRfc7515) {
  const auto key = load(Algorithm::es256, published::p256_pem);
  ASSERT_NE(key, nullptr);
  const std::string_view input =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature =
      unbase64("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
  EXPECT_TRUE(key->verify(input, signature));
  EXPECT_NE(key->public_jwk().find(R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")"), std::string::npos);
  EXPECT_NE(key->public_jwk().find(R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")"), std::string::npos);
}

// https://www.rfc-editor.org/rfc/rfc8037#appendix-A.4
TEST(SigningKey, SignsTheEdDsaExampleOfRfc8037) {
  const auto key = load(Algorithm::eddsa, published::ed25519_pem);
  ASSERT_NE(key, nullptr);
  const std::string_view input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  const std::string signature =
      unbase64("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  EXPECT_EQ(key->sign(input), signature);
  EXPECT_TRUE(key->verify(input, signature));
}

// https://www.rfc-editor.org/rfc/rfc7638#section-3.1 and https://www.rfc-editor.org/rfc/rfc8037#appendix-A.3; the other
// two are computed with hashlib.
TEST(SigningKey, IsNamedByItsThumbprint) {
  EXPECT_EQ(load(Algorithm::rs256, published::rsa_pem)->kid(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  EXPECT_EQ(load(Algorithm::eddsa, published::ed25519_pem)->kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(load(Algorithm::es256, published::p256_pem)->kid(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
  EXPECT_EQ(load(Algorithm::hs256, std::string(32, 'k'))->kid(), "70SNgCeGu54ByxbRYtk1ww");
}

TEST(SigningKey, PublishesOnlyItsPublicPart) {
  EXPECT_EQ(load(Algorithm::eddsa, published::ed25519_pem)->public_jwk(),
            R"({"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","alg":"EdDSA",)"
            R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","use":"sig"})");
  EXPECT_EQ(load(Algorithm::hs256, std::string(32, 'k'))->public_jwk(), "");
  const std::string rsa = load(Algorithm::rs256, published::rsa_pem)->public_jwk();
  EXPECT_TRUE(rsa.starts_with(R"({"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWh)"));
  EXPECT_EQ(rsa.find(R"("d":)"), std::string::npos);
}

TEST(SigningKey, ComesBackFromItsOwnMaterial) {
  for (const Algorithm algorithm : every_algorithm) {
    const auto made = SigningKey::generate(algorithm);
    const auto loaded = SigningKey::load(algorithm, made->material());
    ASSERT_NE(loaded, nullptr) << name_of(algorithm);
    EXPECT_EQ(loaded->algorithm(), algorithm);
    EXPECT_EQ(loaded->kid(), made->kid());
    EXPECT_TRUE(loaded->verify("input", made->sign("input")));
    EXPECT_TRUE(made->verify("input", loaded->sign("input")));
  }
}

TEST(SigningKey, GeneratedKeysDiffer) {
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa}) {
    EXPECT_NE(SigningKey::generate(algorithm)->kid(), SigningKey::generate(algorithm)->kid());
  }
}

TEST(SigningKey, RefusesKeysOfAnotherKind) {
  EXPECT_EQ(load(Algorithm::es256, published::rsa_pem), nullptr);
  EXPECT_EQ(load(Algorithm::es256, published::ed25519_pem), nullptr);
  EXPECT_EQ(load(Algorithm::es256, published::p384_pem), nullptr);
  EXPECT_EQ(load(Algorithm::eddsa, published::p256_pem), nullptr);
  EXPECT_EQ(load(Algorithm::rs256, published::p256_pem), nullptr);
  EXPECT_EQ(load(Algorithm::rs256, published::rsa_1024_pem), nullptr);
}

TEST(SigningKey, RefusesShortHs256Keys) {
  EXPECT_EQ(load(Algorithm::hs256, std::string(31, 'k')), nullptr);
  EXPECT_NE(load(Algorithm::hs256, std::string(32, 'k')), nullptr);
}

TEST(SigningKey, RefusesEncryptedAndBrokenFilesWithoutAsking) {
  EXPECT_EQ(load(Algorithm::es256, published::encrypted_pem), nullptr);
  EXPECT_EQ(load(Algorithm::es256, ""), nullptr);
  EXPECT_EQ(load(Algorithm::es256, "-----BEGIN PRIVATE KEY-----\n"), nullptr);
  EXPECT_EQ(load(Algorithm::es256, published::p256_pem.substr(0, 150)), nullptr);
  EXPECT_EQ(load(Algorithm::es256, std::string(100'000, 'x')), nullptr);
}

TEST(SigningKey, RefusesEverySignatureOfTheWrongLength) {
  for (const Algorithm algorithm : every_algorithm) {
    const auto key = SigningKey::generate(algorithm);
    const std::string signature = key->sign("input");
    EXPECT_FALSE(key->verify("input", ""));
    EXPECT_FALSE(key->verify("input", std::string_view{signature}.substr(1)));
    EXPECT_FALSE(key->verify("input", signature + '\0'));
    EXPECT_FALSE(key->verify("input", std::string(signature.size(), '\0')));
    EXPECT_FALSE(key->verify("inpuT", signature));
  }
}

TEST(SigningKey, Es256SignaturesAreAlways64Bytes) {
  // About one r or s in 128 has leading zeros, which DER drops and JWS keeps.
  const auto key = SigningKey::generate(Algorithm::es256);
  for (int i = 0; i < 600; ++i) {
    const std::string input = std::to_string(i);
    const std::string signature = key->sign(input);
    ASSERT_EQ(signature.size(), 64u);
    ASSERT_TRUE(key->verify(input, signature));
  }
}

TEST(SigningKey, RefusesTheDerFormOfAnEs256Signature) {
  const auto key = load(Algorithm::es256, published::p256_pem);
  EXPECT_FALSE(key->verify("input", "\x30\x06\x02\x01\x01\x02\x01\x01"));
}

// TLS on the same thread would take a left-over error for its own.
TEST(SigningKey, LeavesNoErrorBehindForOtherUsersOfTheLibrary) {
  load(Algorithm::es256, "junk");
  load(Algorithm::rs256, published::p256_pem);
  load(Algorithm::es256, published::encrypted_pem);
  for (const Algorithm algorithm : every_algorithm) {
    const auto key = SigningKey::generate(algorithm);
    EXPECT_FALSE(key->verify("input", std::string(64, '\x7f')));
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(SigningKey, IsSharedByThreads) {
  for (const Algorithm algorithm : every_algorithm) {
    const auto key = SigningKey::generate(algorithm);
    std::atomic<int> good = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&key, &good, t] {
          for (int i = 0; i < 25; ++i) {
            const std::string input = std::to_string(t * 100 + i);
            if (key->verify(input, key->sign(input))) ++good;
          }
        });
      }
    }
    EXPECT_EQ(good, 100) << name_of(algorithm);
  }
}

}  // namespace
}  // namespace foyer::crypto
