#pragma once
// The three spellings of Base64 this room needs, all without padding and strict: decoding refuses foreign characters,
// a last group of one character and non-zero spare bits. Private to the room; others use encoding.h.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace foyer::crypto {

class Base64 {
 public:
  explicit constexpr Base64(std::string_view symbols) {
    values_.fill(foreign);
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      symbols_[i] = symbols[i];
      values_[static_cast<unsigned char>(symbols[i])] = static_cast<std::uint8_t>(i);
    }
  }
  std::string encode(std::string_view bytes) const;
  std::optional<std::string> decode(std::string_view text) const;

 private:
  static constexpr std::uint8_t foreign = 0xFF;
  std::array<char, 64> symbols_{};
  std::array<std::uint8_t, 256> values_{};
};

/// https://www.rfc-editor.org/rfc/rfc4648#section-4
inline constexpr Base64 base64_standard{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
/// https://www.rfc-editor.org/rfc/rfc4648#section-5
inline constexpr Base64 base64_url{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};
/// bcrypt's own order
inline constexpr Base64 base64_bcrypt{"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"};

}  // namespace foyer::crypto
