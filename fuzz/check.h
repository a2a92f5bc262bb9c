#pragma once
// What every fuzzer shares: its input as text, and a promise whose breaking libFuzzer reports as a crash.

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace foyer::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void check(bool promise) {
  if (!promise) std::abort();
}

}  // namespace foyer::fuzz
