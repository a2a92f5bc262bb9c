#include "core/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdint>

namespace foyer {
namespace {

/// Length of the well-formed sequence at `at`, or 0 (https://www.unicode.org/versions/latest/core-spec/chapter-3/,
/// table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) -> std::uint8_t {
    return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead < 0xF5) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool has_controls(std::string_view text, bool allow_lines) noexcept {
  return std::ranges::any_of(text, [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (allow_lines && (byte == '\t' || byte == '\n' || byte == '\r')) return false;
    return byte < 0x20 || byte == 0x7F;
  });
}

std::size_t misleading_prefix(std::string_view text, bool allow_lines) noexcept {
  const auto lies_between = [](std::string_view sign, std::string_view first, std::string_view last) {
    return sign >= first && sign <= last ? sign.size() : 0;
  };
  if (text.starts_with('\xC2')) return lies_between(text.substr(0, 2), "\xC2\x80", "\xC2\x9F");
  if (!text.starts_with('\xE2')) return 0;
  const std::string_view sign = text.substr(0, 3);
  const std::string_view first = allow_lines ? "\xE2\x80\xAA" : "\xE2\x80\xA8";
  return lies_between(sign, first, "\xE2\x80\xAE") + lies_between(sign, "\xE2\x81\xA6", "\xE2\x81\xA9");
}

bool misleads_readers(std::string_view text, bool allow_lines) noexcept {
  for (; !text.empty(); text.remove_prefix(1)) {
    if (misleading_prefix(text, allow_lines) > 0) return true;
  }
  return false;
}

Violation too_short(std::size_t min) {
  return {"string_too_short", fmt::format("String should have at least {} character{}", min, min == 1 ? "" : "s")};
}
Violation too_long(std::size_t max) {
  return {"string_too_long", fmt::format("String should have at most {} character{}", max, max == 1 ? "" : "s")};
}
Violation holds_controls() { return {"string_control_character", "String should not contain control characters"}; }

}  // namespace foyer
