#include "platform/crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "core/per_thread.h"
#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;
using openssl::required;

constexpr std::size_t digest_size = 32;

// Fetching an algorithm costs more than a digest, so each is fetched once and kept as long as the process. What could
// not be fetched is asked for again, since the throw leaves the constant unmade.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const fetched = required(EVP_MD_fetch(nullptr, "SHA2-256", nullptr), "EVP_MD_fetch");
  return fetched;
}

openssl::DigestContext new_digest_context() {
  return openssl::DigestContext{required(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
}

openssl::MacContext new_hmac_context() {
  static EVP_MAC* const fetched = required(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch");
  openssl::MacContext context{required(EVP_MAC_CTX_new(fetched), "EVP_MAC_CTX_new")};
  std::string digest_name = "SHA2-256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name.data(), 0),
                               OSSL_PARAM_construct_end()};
  require(EVP_MAC_CTX_set_params(context.get(), params) == 1, "EVP_MAC_CTX_set_params");
  return context;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  static PerThread<EVP_MD_CTX, openssl::DigestContext::deleter_type> contexts;
  EVP_MD_CTX* const context = &contexts.get(&new_digest_context);
  std::string out(digest_size, '\0');
  unsigned size = 0;
  require(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1 &&
              EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
              EVP_DigestFinal_ex(context, bytes_of(out), &size) == 1,
          "sha256");
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  static PerThread<EVP_MAC_CTX, openssl::MacContext::deleter_type> contexts;
  EVP_MAC_CTX* const context = &contexts.get(&new_hmac_context);
  std::string out(digest_size, '\0');
  std::size_t size = 0;
  require(EVP_MAC_init(context, bytes_of(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context, bytes_of(bytes), bytes.size()) == 1 &&
              EVP_MAC_final(context, bytes_of(out), &size, out.size()) == 1,
          "hmac_sha256");
  return out;
}

Secret derive_key(const Secret& master, std::string_view purpose) {
  const std::string no_salt(digest_size, '\0');
  const Secret extracted{hmac_sha256(no_salt, master.reveal())};
  // 32 bytes are exactly the first block of the expansion.
  return Secret{hmac_sha256(extracted.reveal(), std::string{purpose} + '\x01')};
}

}  // namespace foyer::crypto
