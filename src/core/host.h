#pragma once
// Names and addresses of this machine itself, where nobody can listen between two programs.

#include <string_view>

namespace foyer {

inline bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace foyer
