#pragma once
// A token as received: a link's, or the one a session is refreshed with.

#include <cstddef>
#include <expected>
#include <string>
#include <utility>

#include "core/text.h"

namespace foyer {

/// One longer than any of ours is held as the empty text: refused like every other forgery, and never decoded. The
/// bound lets a link's token fit a target however it is escaped.
class TokenText {
 public:
  static constexpr std::size_t max_bytes = 512;

  static std::expected<TokenText, Violation> from(std::string text) {
    if (text.empty()) return std::unexpected(too_short(1));
    if (text.size() > max_bytes) text.clear();
    return TokenText{std::move(text)};
  }
  const std::string& str() const noexcept { return text_; }

 private:
  explicit TokenText(std::string text) : text_{std::move(text)} {}
  std::string text_;
};

}  // namespace foyer
