#include <openssl/err.h>
#include <openssl/sha.h>

#include <new>

#include "platform/crypto/encoding.h"
#include "platform/redis/redis.h"

namespace foyer::redis {

const std::string& Script::sha1() const {
  std::call_once(computed_, [this] {
    std::string digest(SHA_DIGEST_LENGTH, '\0');
    const auto* const source = reinterpret_cast<const unsigned char*>(source_.data());
    if (::SHA1(source, source_.size(), reinterpret_cast<unsigned char*>(digest.data())) == nullptr) {
      ERR_clear_error();
      throw std::bad_alloc{};
    }
    sha1_ = crypto::to_hex(digest);
  });
  return sha1_;
}

}  // namespace foyer::redis
