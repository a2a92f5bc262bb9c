#include <limits>
#include <stdexcept>

#include "platform/crypto/digest.h"
#include "platform/crypto/openssl.h"

namespace foyer::crypto {
namespace {

using openssl::bytes_of;
using openssl::require;

constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr int tag_size = 16;

int size_of(std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw std::length_error("seal");
  return static_cast<int>(bytes.size());
}

const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const fetched =
      openssl::required(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "EVP_CIPHER_fetch");
  return fetched;
}

enum class Direction { open = 0, close = 1 };

/// A context that holds key, nonce and the authenticated context, ready for the text.
openssl::CipherContext begin(Direction direction, const Secret& key, std::string_view nonce, std::string_view context) {
  if (key.reveal().size() != key_size) throw std::invalid_argument("a sealing key has 32 bytes");
  openssl::CipherContext cipher{EVP_CIPHER_CTX_new()};
  int written = 0;
  require(cipher != nullptr &&
              EVP_CipherInit_ex2(cipher.get(), aes_256_gcm(), bytes_of(key.reveal()), bytes_of(nonce),
                                 static_cast<int>(direction), nullptr) == 1 &&
              EVP_CipherUpdate(cipher.get(), nullptr, &written, bytes_of(context), size_of(context)) == 1,
          "AES-256-GCM");
  return cipher;
}

}  // namespace

std::string seal(const Secret& key, std::string_view plain, std::string_view context, Random& random) {
  const std::string nonce = random.bytes(nonce_size);
  const auto cipher = begin(Direction::close, key, nonce, context);
  std::string text(plain.size(), '\0');
  std::string tag(tag_size, '\0');
  int written = 0;
  require(EVP_CipherUpdate(cipher.get(), bytes_of(text), &written, bytes_of(plain), size_of(plain)) == 1 &&
              EVP_CipherFinal_ex(cipher.get(), bytes_of(text) + written, &written) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) == 1,
          "AES-256-GCM");
  return nonce + text + tag;
}

std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context) {
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, nonce_size);
  const std::string_view text = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  std::string tag{sealed.substr(sealed.size() - tag_size)};

  const auto cipher = begin(Direction::open, key, nonce, context);
  std::string plain(text.size(), '\0');
  int written = 0;
  const bool genuine = EVP_CipherUpdate(cipher.get(), bytes_of(plain), &written, bytes_of(text), size_of(text)) == 1 &&
                       EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
                       EVP_CipherFinal_ex(cipher.get(), bytes_of(plain) + written, &written) == 1;
  Secret opened{std::move(plain)};
  if (genuine) return opened;
  ERR_clear_error();
  return std::nullopt;
}

}  // namespace foyer::crypto
