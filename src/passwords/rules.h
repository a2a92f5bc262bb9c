#pragma once
// Which passwords may be set (security.md C3). Decisions only: no I/O, no time.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"

namespace foyer {

/// legacy: at least 8 characters with upper, lower, digit and ASCII punctuation, as the original system asks.
/// nist: at least 15 of any kind (https://pages.nist.gov/800-63-4/sp800-63b.html, section 3.1.1.2).
enum class PasswordPolicy { legacy, nist };

/// What a new password must have, a short phrase each, for pages.
std::vector<std::string> requirements_of(PasswordPolicy);
/// All that is missing, in one sentence; never the password itself.
std::optional<Violation> weakness_of(std::string_view password, PasswordPolicy);

}  // namespace foyer
