#include "platform/crypto/base64.h"

namespace foyer::crypto {

std::string Base64::encode(std::string_view bytes) const {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += symbols_[(buffer >> (bits - 6)) & 0x3F];
  }
  if (bits > 0) text += symbols_[(buffer << (6 - bits)) & 0x3F];
  return text;
}

std::optional<std::string> Base64::decode(std::string_view text) const {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::uint8_t value = values_[static_cast<unsigned char>(c)];
    if (value == foreign) return std::nullopt;
    buffer = (buffer << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((buffer >> bits) & 0xFF);
    }
  }
  const std::uint32_t spare = buffer & ((1U << bits) - 1U);
  if (spare != 0) return std::nullopt;
  return bytes;
}

}  // namespace foyer::crypto
