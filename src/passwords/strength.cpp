#include "passwords/strength.h"

#include <dlfcn.h>
#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "core/secret.h"

namespace foyer {
namespace {

constexpr std::size_t most = 64;
// Tries that separate the five strengths, as zxcvbn publishes them.
constexpr std::array<double, strongest> tries{1e3, 1e6, 1e8, 1e10};

using Estimate = decltype(&ZxcvbnMatch);

Estimate estimate() {
  static const auto loaded = [] {
    void* library = dlopen("libzxcvbn.so.0", RTLD_NOW | RTLD_LOCAL);
    return library == nullptr ? nullptr : reinterpret_cast<Estimate>(dlsym(library, "ZxcvbnMatch"));
  }();
  return loaded;
}

}  // namespace

bool strength_is_available() { return estimate() != nullptr; }

int strength_of(std::string_view password) {
  if (!strength_is_available()) throw std::runtime_error{"libzxcvbn.so.0 cannot be loaded; install libzxcvbn0"};
  std::array<char, most + 1> start{};
  std::ranges::copy(password.substr(0, most), start.begin());
  const double bits = estimate()(start.data(), nullptr, nullptr);
  wipe(start.data(), start.size());
  return static_cast<int>(std::ranges::count_if(tries, [bits](double enough) { return bits >= std::log2(enough); }));
}

}  // namespace foyer
