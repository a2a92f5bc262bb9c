#include "platform/crypto/password_digest.h"

#include <crypt.h>
#include <sodium.h>
#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <stdexcept>

#include "platform/crypto/base64.h"
#include "platform/crypto/digest.h"

namespace foyer::crypto {
namespace {

constexpr std::size_t bcrypt_key_limit = 72;

struct WipeAndDelete {
  void operator()(crypt_data* data) const noexcept {
    wipe(data, sizeof *data);
    delete data;
  }
};

/// What bcrypt is given in the password's place: 44 characters, whatever the password's length and bytes.
Secret prehash(std::string_view salt, const Secret& password) {
  std::string mac = hmac_sha256(salt, password.reveal());
  Secret key{base64_standard.encode(mac) + '='};
  wipe(mac);
  return key;
}

std::string bcrypt(const BcryptHash& hash, std::string_view key) {
  // libxcrypt fails beyond 512 bytes, though bcrypt looks at 72.
  std::array<char, bcrypt_key_limit + 1> terminated{};
  std::ranges::copy(key.substr(0, bcrypt_key_limit), terminated.begin());
  // Always written $2b$: libxcrypt's $2a$ differs from its makers' for some passwords with the byte 0xFF.
  BcryptHash setting = hash;
  setting.prehashed = false;
  setting.digest = {};
  const std::string setting_text = to_string(setting);

  // 32 KiB: too much for the stack of a thread that only hashes.
  const std::unique_ptr<crypt_data, WipeAndDelete> work{new crypt_data{}};
  const char* const result = ::crypt_rn(terminated.data(), setting_text.c_str(), work.get(), sizeof *work);
  wipe(terminated.data(), terminated.size());
  if (result == nullptr) throw std::runtime_error("crypt_rn refused a bcrypt setting");
  return std::string{result}.substr(setting_text.size());
}

}  // namespace

std::string bcrypt_digest(const BcryptHash& hash, const Secret& password) {
  if (!hash.prehashed) return bcrypt(hash, password.reveal());
  const Secret key = prehash(hash.salt, password);
  return bcrypt(hash, key.reveal());
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

}  // namespace foyer::crypto
