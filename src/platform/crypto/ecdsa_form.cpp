#include "platform/crypto/ecdsa_form.h"

#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;

constexpr std::size_t p256_size = 32;
constexpr int half = static_cast<int>(p256_size);
constexpr std::size_t ecdsa_signature_size = 2 * p256_size;

}  // namespace

std::string to_jws_ecdsa(std::string_view der) {
  const unsigned char* at = bytes_of(der);
  const openssl::EcdsaSignature parsed{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  require(parsed != nullptr, "d2i_ECDSA_SIG");
  std::string out(ecdsa_signature_size, '\0');
  require(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), bytes_of(out), half) == half &&
              BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), bytes_of(out) + p256_size, half) == half,
          "BN_bn2binpad");
  return out;
}

std::string to_der_ecdsa(std::string_view signature) {
  if (signature.size() != ecdsa_signature_size) return {};
  openssl::BigNumber r{BN_bin2bn(bytes_of(signature), half, nullptr)};
  openssl::BigNumber s{BN_bin2bn(bytes_of(signature) + p256_size, half, nullptr)};
  const openssl::EcdsaSignature pair{ECDSA_SIG_new()};
  if (r == nullptr || s == nullptr || pair == nullptr) return {};
  // Takes both numbers; it fails only for null ones.
  if (ECDSA_SIG_set0(pair.get(), r.release(), s.release()) != 1) return {};
  // Two integers of at most 33 bytes and three headers of two bytes.
  std::string der(2 * (p256_size + 1) + 6, '\0');
  unsigned char* at = bytes_of(der);
  const int size = i2d_ECDSA_SIG(pair.get(), &at);
  if (size <= 0) return {};
  der.resize(static_cast<std::size_t>(size));
  return der;
}

}  // namespace foyer::crypto
