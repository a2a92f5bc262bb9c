#include "platform/crypto/base64.h"

namespace foyer::crypto {

std::string Base64::encode(std::string_view bytes) const {
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  char* to = text.data();
  const auto put = [&](std::uint32_t six_bits) { *to++ = symbols_[six_bits & 0x3F]; };
  const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<unsigned char>(bytes[at])}; };
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    const std::uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    put(three >> 18);
    put(three >> 12);
    put(three >> 6);
    put(three);
  }
  if (bytes.empty()) return text;
  const std::uint32_t rest = byte(0) << 16 | (bytes.size() == 2 ? byte(1) << 8 : 0);
  put(rest >> 18);
  put(rest >> 12);
  if (bytes.size() == 2) put(rest >> 6);
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
