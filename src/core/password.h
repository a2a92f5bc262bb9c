#pragma once
// A password as received: exactly its bytes, never trimmed, folded or normalised (security.md P1, P2).

#include <expected>
#include <string>
#include <utility>

#include "core/secret.h"
#include "core/text.h"

namespace foyer {

class Password {
 public:
  static constexpr std::size_t max_code_points = 256;
  static constexpr std::size_t max_bytes = 1024;

  /// Takes anything a person could have chosen under any policy; the bounds keep hashing cheap to refuse. Wipes `text`
  /// either way.
  static std::expected<Password, Violation> from(std::string&& text);
  const Secret& secret() const noexcept { return secret_; }
  Secret take() && noexcept { return std::move(secret_); }

 private:
  explicit Password(Secret secret) noexcept : secret_{std::move(secret)} {}
  Secret secret_;
};

/// A password someone wants to set: besides the bounds it satisfied the policy in force when it was read.
struct NewPassword {
  Password value;
};

}  // namespace foyer
