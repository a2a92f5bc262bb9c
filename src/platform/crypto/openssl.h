#pragma once
// Owners for OpenSSL's objects and one way to fail. Private to the room.

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace foyer::crypto::openssl {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const noexcept {
    release(object);
  }
};

using Bio = std::unique_ptr<BIO, Release<&BIO_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Release<&BN_clear_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<&EVP_CIPHER_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<&EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Release<&ECDSA_SIG_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<&EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<&EVP_PKEY_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Release<&EVP_MAC_CTX_free>>;

/// For calls that fail only without memory or with a broken library. Leaves no error behind: TLS on the same thread
/// would take it for its own.
inline void require(bool done, const char* call) {
  if (done) return;
  const char* const reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  throw std::runtime_error(std::string{"OpenSSL failed in "} + call + (reason != nullptr ? ": " : "") +
                           (reason != nullptr ? reason : ""));
}

/// The same for a call that gives an object.
template <class T>
T* required(T* object, const char* call) {
  require(object != nullptr, call);
  return object;
}

/// By the errors of this thread, which nobody has cleared yet.
inline bool ran_out_of_memory() noexcept {
  return ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE ||
         ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
}

/// What `look` finds, if anything. OpenSSL does not always tell a lack of memory from a forged signature or a broken
/// key, so "nothing" is believed the second time, which makes a forged signature cost two looks. Throws std::bad_alloc
/// where it does tell. Leaves no error behind.
template <class Look>
auto look_twice(Look look) {
  const auto look_once = [&look] {
    ERR_clear_error();
    auto found = look();
    const bool no_memory = !found && ran_out_of_memory();
    ERR_clear_error();
    if (no_memory) throw std::bad_alloc{};
    return found;
  };
  auto found = look_once();
  return found ? std::move(found) : look_once();
}

// Never null, even for an empty view: OpenSSL takes null as "keep what you had".
inline const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data() != nullptr ? text.data() : "");
}
inline unsigned char* bytes_of(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace foyer::crypto::openssl
