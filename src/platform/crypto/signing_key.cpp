#include <fmt/format.h>
#include <array>

#include "platform/crypto/digest.h"
#include "platform/crypto/ecdsa_form.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/key_pair.h"
#include "platform/crypto/openssl.h"
#include "platform/crypto/random.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;

// https://www.rfc-editor.org/rfc/rfc7518#section-3.2: the key is at least as long as the hash.
constexpr std::size_t min_hmac_key = 32;
constexpr std::size_t hmac_kid_size = 16;

constexpr std::array<std::pair<std::string_view, Algorithm>, 4> algorithm_names{{{"HS256", Algorithm::hs256},
                                                                                 {"ES256", Algorithm::es256},
                                                                                 {"EdDSA", Algorithm::eddsa},
                                                                                 {"RS256", Algorithm::rs256}}};

using Begin = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const char*, OSSL_LIB_CTX*, const char*, EVP_PKEY*,
                      const OSSL_PARAM*);

openssl::DigestContext prepare(Begin begin, Algorithm algorithm, EVP_PKEY* key) {
  openssl::DigestContext context{EVP_MD_CTX_new()};
  const char* const digest = algorithm == Algorithm::eddsa ? nullptr : "SHA2-256";
  require(context != nullptr && begin(context.get(), nullptr, digest, nullptr, nullptr, key, nullptr) == 1,
          "EVP_DigestSignInit_ex");
  return context;
}

/// A copy costs a fraction of preparing anew, and leaves the original untouched for the other threads. It is good for
/// one signature, so OpenSSL need not copy it once more.
openssl::DigestContext copy_of(const openssl::DigestContext& prepared) {
  openssl::DigestContext copy{EVP_MD_CTX_new()};
  require(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), prepared.get()) == 1, "EVP_MD_CTX_copy_ex");
  EVP_MD_CTX_set_flags(copy.get(), EVP_MD_CTX_FLAG_FINALISE);
  return copy;
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept {
  for (const auto& [known, algorithm] : algorithm_names) {
    if (known == name) return algorithm;
  }
  return std::nullopt;
}

std::string_view name_of(Algorithm wanted) noexcept {
  for (const auto& [name, algorithm] : algorithm_names) {
    if (algorithm == wanted) return name;
  }
  return {};
}

struct SigningKey::Impl {
  Impl(Algorithm of, Secret secret) : algorithm{of}, shared{std::move(secret)} {
    static constexpr std::string_view label = "foyer kid";
    std::string labelled;
    labelled.reserve(label.size() + shared.reveal().size());
    labelled.append(label).append(shared.reveal());
    kid = to_base64url(sha256(labelled).substr(0, hmac_kid_size));
    wipe(labelled);
  }
  Impl(Algorithm of, openssl::Key key)
      : algorithm{of},
        pair{std::move(key)},
        signing{prepare(&EVP_DigestSignInit_ex, of, pair.get())},
        verifying{prepare(&EVP_DigestVerifyInit_ex, of, pair.get())} {
    // Else the first signature makes OpenSSL's random numbers ready, and one that lacks memory then spoils all others.
    require(RAND_status() == 1, "RAND_status");
    const std::string members = required_members(algorithm, pair.get());
    kid = to_base64url(sha256(members + '}'));
    jwk = fmt::format(R"({},"alg":"{}","kid":"{}","use":"sig"}})", members, name_of(algorithm), kid);
  }

  Algorithm algorithm;
  Secret shared;      ///< HS256 only
  openssl::Key pair;  ///< all others
  openssl::DigestContext signing;
  openssl::DigestContext verifying;
  std::string kid;
  std::string jwk;
};

SigningKey::SigningKey(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
SigningKey::~SigningKey() = default;

std::shared_ptr<const SigningKey> SigningKey::generate(Algorithm algorithm) {
  if (algorithm == Algorithm::hs256) {
    SystemRandom random;
    return load(algorithm, Secret{random.bytes(min_hmac_key)});
  }
  openssl::Key pair = generate_pair(algorithm);
  return std::shared_ptr<const SigningKey>{new SigningKey{std::make_unique<Impl>(algorithm, std::move(pair))}};
}

std::shared_ptr<const SigningKey> SigningKey::load(Algorithm algorithm, const Secret& material) {
  if (algorithm == Algorithm::hs256) {
    if (material.reveal().size() < min_hmac_key) return nullptr;
    return std::shared_ptr<const SigningKey>{new SigningKey{std::make_unique<Impl>(algorithm, material.copy())}};
  }
  openssl::Key pair = read_pair(algorithm, material);
  if (pair == nullptr) return nullptr;
  return std::shared_ptr<const SigningKey>{new SigningKey{std::make_unique<Impl>(algorithm, std::move(pair))}};
}

Algorithm SigningKey::algorithm() const noexcept { return impl_->algorithm; }
const std::string& SigningKey::kid() const noexcept { return impl_->kid; }
std::string SigningKey::public_jwk() const { return impl_->jwk; }

Secret SigningKey::material() const {
  return impl_->algorithm == Algorithm::hs256 ? impl_->shared.copy() : write_pair(impl_->pair.get());
}

std::string SigningKey::sign(std::string_view input) const {
  if (impl_->algorithm == Algorithm::hs256) return hmac_sha256(impl_->shared.reveal(), input);
  const auto context = copy_of(impl_->signing);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->pair.get())), '\0');
  std::size_t size = signature.size();
  // Without memory to write an ECDSA signature down it tells of success and a size of 4 GiB.
  require(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(input), input.size()) == 1 &&
              size <= signature.size(),
          "EVP_DigestSign");
  signature.resize(size);
  return impl_->algorithm == Algorithm::es256 ? to_jws_ecdsa(signature) : signature;
}

bool SigningKey::verify(std::string_view input, std::string_view signature) const {
  if (impl_->algorithm == Algorithm::hs256) {
    return equal_in_constant_time(hmac_sha256(impl_->shared.reveal(), input), signature);
  }
  std::string der;
  if (impl_->algorithm == Algorithm::es256) {
    der = to_der_ecdsa(signature);
    signature = der;
  }
  if (signature.empty()) return false;
  return openssl::look_twice([&] {
    const auto context = copy_of(impl_->verifying);
    return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input), input.size()) == 1;
  });
}

}  // namespace foyer::crypto
