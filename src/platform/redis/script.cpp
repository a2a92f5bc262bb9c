#include <openssl/sha.h>

#include <array>

#include "platform/redis/redis.h"

namespace foyer::redis {

Script::Script(std::string_view source) : source_{source} {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  ::SHA1(reinterpret_cast<const unsigned char*>(source_.data()), source_.size(), digest.data());
  for (const unsigned char byte : digest) {
    sha1_ += digits[byte >> 4U];
    sha1_ += digits[byte & 15U];
  }
}

}  // namespace foyer::redis
