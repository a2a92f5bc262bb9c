#pragma once
// Whether some bytes are anywhere in this process's writable memory. They are given inverted, so that the search does
// not find what it searches for in its own arguments.

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace foyer::crypto {

inline std::string inverted(std::string_view text) {
  std::string out{text};
  for (char& byte : out) byte = static_cast<char>(~byte);
  return out;
}

inline bool writable_memory_holds(const std::string& inverted_needle) {
  std::ifstream maps{"/proc/self/maps"};
  std::ifstream memory{"/proc/self/mem", std::ios::binary};
  const auto same = [](char here, char searched) { return here == static_cast<char>(~searched); };
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields{line};
    std::size_t from = 0;
    std::size_t to = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> from >> dash >> to >> rights;
    if (!rights.starts_with("rw") || line.contains("[stack]") || to - from > (64U << 20)) continue;
    std::vector<char> bytes(to - from);
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(from));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const auto end = bytes.begin() + memory.gcount();
    const bool found = std::search(bytes.begin(), end, inverted_needle.begin(), inverted_needle.end(), same) != end;
    std::ranges::fill(bytes, '\0');
    if (found) return true;
  }
  return false;
}

}  // namespace foyer::crypto
