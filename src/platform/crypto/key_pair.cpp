#include "platform/crypto/key_pair.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <array>

#include "platform/crypto/encoding.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;

constexpr int rsa_bits = 2048;
constexpr int max_rsa_bits = 8192;
constexpr std::size_t max_pem = 65'536;
constexpr std::size_t p256_size = 32;
constexpr std::size_t ed25519_size = 32;

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view{group.data()} == "prime256v1";
}

bool belongs_to(Algorithm algorithm, const EVP_PKEY* key) {
  switch (algorithm) {
    case Algorithm::es256:
      return is_p256(key);
    case Algorithm::eddsa:
      return EVP_PKEY_is_a(key, "ED25519") == 1;
    case Algorithm::rs256:
      return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= rsa_bits &&
             EVP_PKEY_get_bits(key) <= max_rsa_bits;
    case Algorithm::hs256:
      break;
  }
  return false;
}

// An encrypted file must fail here, not stop the server to ask on the terminal.
int refuse_to_ask(char*, int, int, void*) { return -1; }

openssl::Key read_pem(const Secret& pem) {
  if (pem.reveal().size() > max_pem) return nullptr;
  const openssl::Bio source{openssl::required(
      BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.reveal().size())), "BIO_new_mem_buf")};
  return openssl::Key{PEM_read_bio_PrivateKey(source.get(), nullptr, &refuse_to_ask, nullptr)};
}

/// Private and public part are of one pair; a file edited by hand would sign what nobody can verify.
bool is_consistent(EVP_PKEY* key) {
  const openssl::KeyContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  return check != nullptr && EVP_PKEY_pairwise_check(check.get()) == 1;
}

/// Big-endian, padded to `size` (0: as short as it gets).
std::string number_of(const EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* taken = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &taken) == 1, "EVP_PKEY_get_bn_param");
  const openssl::BigNumber number{taken};
  std::string bytes(size != 0 ? size : static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  require(BN_bn2binpad(number.get(), bytes_of(bytes), static_cast<int>(bytes.size())) >= 0, "BN_bn2binpad");
  return to_base64url(bytes);
}

std::string raw_public_key(const EVP_PKEY* key) {
  std::string bytes(ed25519_size, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(key, bytes_of(bytes), &size) == 1, "EVP_PKEY_get_raw_public_key");
  return to_base64url(bytes);
}

}  // namespace

openssl::Key generate_pair(Algorithm algorithm) {
  openssl::Key pair;
  switch (algorithm) {
    case Algorithm::es256:
      pair.reset(EVP_EC_gen("P-256"));
      break;
    case Algorithm::eddsa:
      pair.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
      break;
    case Algorithm::rs256:
      pair.reset(EVP_RSA_gen(rsa_bits));
      break;
    case Algorithm::hs256:
      break;
  }
  require(pair != nullptr, "EVP_PKEY_keygen");
  return pair;
}

openssl::Key read_pair(Algorithm algorithm, const Secret& pem) {
  return openssl::look_twice([&] {
    openssl::Key pair = read_pem(pem);
    const bool good = pair != nullptr && belongs_to(algorithm, pair.get()) && is_consistent(pair.get());
    return good ? std::move(pair) : nullptr;
  });
}

Secret write_pair(const EVP_PKEY* key) {
  const openssl::Bio sink{BIO_new(BIO_s_mem())};
  require(sink != nullptr && PEM_write_bio_PKCS8PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM_write_bio_PKCS8PrivateKey");
  char* text = nullptr;
  const long size = BIO_get_mem_data(sink.get(), &text);
  return Secret{std::string_view{text, static_cast<std::size_t>(size)}};
}

std::string required_members(Algorithm algorithm, const EVP_PKEY* key) {
  switch (algorithm) {
    case Algorithm::es256:
      return fmt::format(R"({{"crv":"P-256","kty":"EC","x":"{}","y":"{}")",
                         number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, p256_size),
                         number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, p256_size));
    case Algorithm::eddsa:
      return fmt::format(R"({{"crv":"Ed25519","kty":"OKP","x":"{}")", raw_public_key(key));
    case Algorithm::rs256:
      return fmt::format(R"({{"e":"{}","kty":"RSA","n":"{}")", number_of(key, OSSL_PKEY_PARAM_RSA_E),
                         number_of(key, OSSL_PKEY_PARAM_RSA_N));
    case Algorithm::hs256:
      break;
  }
  return {};
}

}  // namespace foyer::crypto
