#pragma once
// One address, one identity. Grammar of the canonical form (https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2, with
// the letters of https://www.rfc-editor.org/rfc/rfc6531#section-3.3 in the local part):
//   address = atom *("." atom) "@" label 1*("." label)
// at most 254 bytes, local part at most 64; no quoted local part, comment, list, address literal or single label.
// Canonical is the local part NFKC and case-folded, the domain in lower-case A-labels: every spelling of an address
// finds the same account, and mail goes to the canonical form alone, so its owner is the one who proves it.
// Letters of different scripts that look alike stay different.

#include <expected>
#include <string>
#include <string_view>

#include "core/text.h"

namespace foyer {

class Email {
 public:
  static constexpr std::size_t max_length = 254;

  static std::expected<Email, Violation> from(std::string_view text);
  /// The canonical form: what is stored, compared and mailed to.
  const std::string& str() const noexcept { return canonical_; }
  std::string_view local_part() const noexcept;
  std::string_view domain() const noexcept;
  /// True if the local part is not ASCII: only servers with SMTPUTF8 take mail for it, so it is taken only where
  /// EMAIL_ALLOW_SMTPUTF8 says so.
  bool needs_smtputf8() const noexcept;
  friend bool operator==(const Email&, const Email&) = default;

 private:
  explicit Email(std::string canonical) : canonical_{std::move(canonical)} {}
  std::string canonical_;
};

/// Said where needs_smtputf8() is not wanted.
Violation international_local_part();

}  // namespace foyer
