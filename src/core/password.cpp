#include "core/password.h"

#include <fmt/format.h>

namespace foyer {

std::expected<Password, Violation> Password::from(std::string&& text) {
  // Wiped on every way out, the refusals included.
  Secret secret{std::move(text)};
  const std::string_view bytes = secret.reveal();
  if (bytes.empty()) return std::unexpected(too_short(1));
  if (bytes.size() > max_bytes || code_points(bytes) > max_code_points) {
    return std::unexpected(too_long(max_code_points));
  }
  if (has_controls(bytes)) return std::unexpected(holds_controls());
  return Password{std::move(secret)};
}

}  // namespace foyer
