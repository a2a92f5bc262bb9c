#include "platform/crypto/password_digest.h"

#include <sodium.h>
#include <cerrno>
#include <new>
#include <stdexcept>

#include "platform/crypto/base64.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

/// What bcrypt is given in the password's place: 44 characters, whatever the password's length and bytes.
Secret prehash(std::string_view salt, const Secret& password) {
  std::string mac = hmac_sha256(salt, password.reveal());
  Secret key{base64_standard.encode(mac) + '='};
  wipe(mac);
  return key;
}

}  // namespace

BcryptInput bcrypt_input(const BcryptHash& hash, const Secret& password) {
  return {.key = hash.prehashed ? prehash(hash.salt, password) : password.copy(),
          .salt = std::string{hash.salt},
          .rounds = hash.rounds};
}

std::string argon2_digest(const Argon2Hash& hash, const Secret& password) {
  std::string out(argon2_digest_size, '\0');
  const std::string_view bytes = password.reveal();
  const int failure = ::crypto_pwhash(reinterpret_cast<unsigned char*>(out.data()), out.size(), bytes.data(),
                                      bytes.size(), reinterpret_cast<const unsigned char*>(hash.salt.data()),
                                      hash.passes, std::size_t{hash.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (failure != 0) throw std::bad_alloc{};
  return out;
}

bool verify_argon2(const ImportedArgon2Hash& hash, const Secret& password) {
  const std::string_view bytes = password.reveal();
  const auto verify = hash.mixed ? &::crypto_pwhash_argon2id_str_verify : &::crypto_pwhash_argon2i_str_verify;
  errno = 0;
  if (verify(hash.text.c_str(), bytes.data(), bytes.size()) == 0) return true;
  if (errno != EINVAL) throw std::bad_alloc{};  // what libsodium says of a password that is wrong
  return false;
}

std::string pbkdf2_digest(const Pbkdf2Hash& hash, const Secret& password) {
  const EVP_MD* const digest = hash.digest_of == Digest::sha1     ? EVP_sha1()
                               : hash.digest_of == Digest::sha512 ? EVP_sha512()
                                                                  : EVP_sha256();
  std::string out(hash.digest.size(), '\0');
  const std::string_view bytes = password.reveal();
  const int done = PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(openssl::bytes_of(bytes)),
                                     static_cast<int>(bytes.size()), openssl::bytes_of(std::string_view{hash.salt}),
                                     static_cast<int>(hash.salt.size()), static_cast<int>(hash.iterations), digest,
                                     static_cast<int>(out.size()), openssl::bytes_of(out));
  openssl::require(done == 1, "PKCS5_PBKDF2_HMAC");
  return out;
}

std::string scrypt_digest(const ScryptHash& hash, const Secret& password) {
  // Beside its table scrypt keeps 128 r p + 256 r bytes and a little.
  constexpr std::uint64_t most_memory = max_scrypt_memory + (256ULL << 20);
  std::string out(hash.digest.size(), '\0');
  const std::string_view bytes = password.reveal();
  const int done =
      EVP_PBE_scrypt(reinterpret_cast<const char*>(openssl::bytes_of(bytes)), bytes.size(),
                     openssl::bytes_of(std::string_view{hash.salt}), hash.salt.size(), std::uint64_t{1} << hash.log_n,
                     hash.r, hash.p, most_memory, openssl::bytes_of(out), out.size());
  if (done != 1) {
    ERR_clear_error();
    throw std::bad_alloc{};
  }
  return out;
}

}  // namespace foyer::crypto
