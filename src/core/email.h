#pragma once
// One address, one identity. Grammar taken (a subset of https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2):
//   address = atom *("." atom) "@" label 1*("." label)
// at most 254 bytes, local part at most 64; no quoted local part, comment, list, address literal or single label.
// The canonical form is lower case, so every spelling of an address finds the same account.

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
  friend bool operator==(const Email&, const Email&) = default;

 private:
  explicit Email(std::string canonical) : canonical_{std::move(canonical)} {}
  std::string canonical_;
};

}  // namespace foyer
