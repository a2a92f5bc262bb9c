// bcrypt of up to six passwords side by side gives what libxcrypt gives for each, whenever they enter.

#include <array>
#include <cstdio>
#include <string>

#include "fuzz/check.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/bcrypt_lanes.h"

namespace {

using foyer::crypto::BcryptInput;
using foyer::crypto::BcryptLanes;
using foyer::fuzz::check;

/// Printed with libFuzzer's own figures.
struct Count {
  unsigned long long compared = 0;
  ~Count() { std::fprintf(stderr, "stat::hashes_compared: %llu\n", compared); }
} count;

constexpr std::size_t salt_size = foyer::crypto::bcrypt_salt_size;

/// A byte for the length of the key, a byte for how long the next one waits, salt and key; short input is filled up.
struct Drawn {
  explicit Drawn(std::string_view& rest) {
    const auto take = [&rest](std::size_t size) {
      std::string taken{rest.substr(0, size)};
      rest.remove_prefix(taken.size());
      taken.resize(size, 'x');
      return taken;
    };
    const std::size_t length = static_cast<unsigned char>(take(1).front()) % 100;
    pause = static_cast<unsigned char>(take(1).front()) % 3;
    input.rounds = foyer::crypto::min_bcrypt_rounds + static_cast<unsigned>(pause);
    input.salt = foyer::crypto::base64_bcrypt.encode(take(salt_size));
    input.key = foyer::Secret{take(length)};
  }
  BcryptInput input;
  std::size_t pause = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = foyer::fuzz::text_of(data, size);
  BcryptLanes lanes;
  std::array<std::string, BcryptLanes::most> expected;
  const auto advance = [&] {
    for (const auto& [ticket, digest] : lanes.advance()) {
      ++count.compared;
      check(std::string{digest.begin(), digest.end()} == expected.at(ticket));
    }
  };
  for (std::size_t ticket = 0; ticket < BcryptLanes::most && (ticket == 0 || !rest.empty()); ++ticket) {
    const Drawn drawn{rest};
    expected.at(ticket) = foyer::crypto::bcrypt_of_libxcrypt(drawn.input);
    lanes.enter(ticket, drawn.input);
    for (std::size_t i = 0; i < drawn.pause; ++i) advance();
  }
  while (lanes.taken() != 0) advance();
  return 0;
}
