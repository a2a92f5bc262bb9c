#include "platform/crypto/random.h"

#include <sys/random.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace foyer::crypto {

std::string Random::bytes(std::size_t count) {
  std::string out(count, '\0');
  fill({reinterpret_cast<unsigned char*>(out.data()), out.size()});
  return out;
}

void Random::put_time(std::span<unsigned char> out, Time now) {
  const auto since_epoch = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 0; i < time_size; ++i)
    out[i] = static_cast<unsigned char>(since_epoch >> (8 * (time_size - 1 - i)));
}

void SystemRandom::fill(std::span<unsigned char> out) {
  while (!out.empty()) {
    const ssize_t taken = ::getrandom(out.data(), out.size(), 0);
    if (taken < 0) {
      if (errno == EINTR) continue;
      std::perror("getrandom");
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(taken));
  }
}

}  // namespace foyer::crypto
