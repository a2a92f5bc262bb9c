#pragma once
// How much of a request is read before it is refused (security.md H2).

#include <cstddef>

namespace foyer::http {

struct Limits {
  std::size_t max_target = 8 * 1024;   ///< bytes of the request target
  std::size_t max_header = 16 * 1024;  ///< bytes of all field lines
  std::size_t max_fields = 100;
  std::size_t max_body = 64 * 1024;  ///< bytes after the transfer coding is removed
};

}  // namespace foyer::http
