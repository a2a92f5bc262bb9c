#include "platform/crypto/ecdsa_form.h"

#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;
using openssl::required;

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
  openssl::BigNumber r{required(BN_bin2bn(bytes_of(signature), half, nullptr), "BN_bin2bn")};
  openssl::BigNumber s{required(BN_bin2bn(bytes_of(signature) + p256_size, half, nullptr), "BN_bin2bn")};
  const openssl::EcdsaSignature pair{required(ECDSA_SIG_new(), "ECDSA_SIG_new")};
  // Takes both numbers; it fails only for null ones.
  require(ECDSA_SIG_set0(pair.get(), r.release(), s.release()) == 1, "ECDSA_SIG_set0");
  // Two integers of at most 33 bytes and three headers of two bytes.
  std::string der(2 * (p256_size + 1) + 6, '\0');
  unsigned char* at = bytes_of(der);
  const int size = i2d_ECDSA_SIG(pair.get(), &at);
  require(size > 0, "i2d_ECDSA_SIG");
  der.resize(static_cast<std::size_t>(size));
  return der;
}

}  // namespace foyer::crypto
