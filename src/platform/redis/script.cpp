#include <openssl/sha.h>

#include "platform/crypto/encoding.h"
#include "platform/redis/redis.h"

namespace foyer::redis {

Script::Script(std::string_view source) : source_{source} {
  std::string digest(SHA_DIGEST_LENGTH, '\0');
  ::SHA1(reinterpret_cast<const unsigned char*>(source_.data()), source_.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  sha1_ = crypto::to_hex(digest);
}

}  // namespace foyer::redis
