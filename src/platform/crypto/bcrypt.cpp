#include "platform/crypto/bcrypt.h"

#include <crypt.h>
#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "platform/crypto/base64.h"
#include "platform/crypto/bcrypt_lanes.h"
#include "platform/crypto/hash_string.h"
#include "platform/observe/log.h"

namespace foyer::crypto {
namespace {

struct WipeAndDelete {
  void operator()(crypt_data* data) const noexcept {
    wipe(data, sizeof *data);
    delete data;
  }
};

/// A key with bytes beyond ASCII, and longer for each lane.
BcryptInput sample(std::size_t lane) {
  std::string key = "p\xc3\xa4ssw\xc3\xb6rd \xff\xa3";
  for (std::size_t i = 0; i < lane; ++i) key += key;
  return {.key = Secret{key.substr(0, 13 * (lane + 1))}, .salt = "n79VH.0Q2TMWmt3Oqt9uku", .rounds = min_bcrypt_rounds};
}

bool every_number_is_right() {
  std::array<std::string, BcryptLanes::most> expected;
  for (std::size_t lane = 0; lane < expected.size(); ++lane) expected.at(lane) = bcrypt_of_libxcrypt(sample(lane));
  for (std::size_t count = 1; count <= BcryptLanes::most; ++count) {
    BcryptLanes lanes;
    for (std::size_t lane = 0; lane < count; ++lane) lanes.enter(lane, sample(lane));
    while (lanes.taken() != 0) {
      for (const auto& ended : lanes.advance()) {
        if (!std::ranges::equal(ended.digest, expected.at(ended.ticket), {}, {},
                                [](char byte) { return static_cast<unsigned char>(byte); }))
          return false;
      }
    }
  }
  return true;
}

}  // namespace

std::string bcrypt(const BcryptInput& input) {
  if (!bcrypt_lanes_are_right()) return bcrypt_of_libxcrypt(input);
  BcryptLanes lanes;
  lanes.enter(0, input);
  auto ended = lanes.advance();
  while (ended.empty()) ended = lanes.advance();
  return {ended.front().digest.begin(), ended.front().digest.end()};
}

std::string bcrypt_of_libxcrypt(const BcryptInput& input) {
  // libxcrypt fails beyond 512 bytes, though bcrypt looks at 72.
  std::array<char, bcrypt_key_limit + 1> terminated{};
  std::ranges::copy(input.key.reveal().substr(0, bcrypt_key_limit), terminated.begin());
  // Always $2b$: libxcrypt's $2a$ differs from its makers' for some passwords with the byte 0xFF.
  const std::string setting = to_string(BcryptHash{.rounds = input.rounds, .salt = input.salt, .digest = {}});
  // 32 KiB: too much for the stack of a thread that only hashes.
  const std::unique_ptr<crypt_data, WipeAndDelete> work{new crypt_data{}};
  const char* const result = ::crypt_rn(terminated.data(), setting.c_str(), work.get(), sizeof *work);
  wipe(terminated.data(), terminated.size());
  if (result == nullptr) throw std::invalid_argument("bcrypt takes no such salt or rounds");
  return base64_bcrypt.decode(std::string_view{result}.substr(setting.size())).value();
}

bool bcrypt_lanes_are_right() {
  static const bool right = [] {
    const bool every = every_number_is_right();
    if (!every) log::error("bcrypt: interleaved hashes failed their self-test; libxcrypt computes them one at a time");
    return every;
  }();
  return right;
}

}  // namespace foyer::crypto
