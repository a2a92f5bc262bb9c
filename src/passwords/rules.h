#pragma once
// Which passwords may be set (security.md C3, P3). Decisions only: no I/O, no time.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/email.h"
#include "core/text.h"

namespace foyer {

/// legacy: at least 8 characters with upper, lower, digit and ASCII punctuation, as the original system asks.
/// nist: at least 15 of any kind (https://pages.nist.gov/800-63-4/sp800-63b.html, section 3.1.1.2).
enum class PasswordPolicy { legacy, nist };
BOOST_DESCRIBE_ENUM(PasswordPolicy, legacy, nist)

struct PasswordRules {
  PasswordPolicy policy = PasswordPolicy::legacy;
  std::string service = "Foyer";  ///< no password may be built from its words
  int min_strength = 0;           ///< least strength_of(), 0: not asked for
};

/// In code points.
unsigned min_length_of(PasswordPolicy) noexcept;
/// Why the password may not be set, in one sentence that never repeats it: all that the policy misses
/// (password_too_weak), or what it is built from: the service's name or a word of `context` (password_too_personal),
/// common words and patterns (password_too_common).
std::optional<Violation> weakness_of(std::string_view password, const PasswordRules&,
                                     std::span<const std::string_view> context = {});
/// The part of weakness_of that needs the address: ask where the one who will own the password is known.
std::optional<Violation> too_personal(std::string_view password, const Email&, const PasswordRules&);

}  // namespace foyer
