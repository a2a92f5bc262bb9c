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
