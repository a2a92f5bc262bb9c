#pragma once
// UTF-8 text whose bounds are part of its type. Lengths are code points, as JSON Schema counts them.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace foyer {

bool is_utf8(std::string_view) noexcept;
/// Number of code points; the text must be UTF-8.
std::size_t code_points(std::string_view) noexcept;
/// True if the text holds NUL, another C0 control or DEL; `allow_lines` lets tab, LF and CR pass.
bool has_controls(std::string_view, bool allow_lines = false) noexcept;

/// Bytes of the misleading character that the text starts with, 0 if it starts with none. Those are U+202A … U+202E and
/// U+2066 … U+2069, after which "moc.live" is shown as "evil.com"
/// (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing) and which no name in Hebrew or Arabic needs; C1
/// controls, which terminals obey; and, unless `allow_lines`, U+2028 and U+2029, which begin a line.
std::size_t misleading_prefix(std::string_view, bool allow_lines = false) noexcept;
/// True if one stands anywhere in the text.
bool misleads_readers(std::string_view, bool allow_lines = false) noexcept;

/// Why a text was not taken: the words of a FieldError.
struct Violation {
  std::string type;
  std::string msg;
};

Violation too_short(std::size_t min);
Violation too_long(std::size_t max);
Violation holds_controls();

enum class Lines { single, multiple };

/// Between Min and Max code points of UTF-8 without controls (line breaks only where Lines::multiple says so), all of
/// it in the direction its letters have.
template <std::size_t Min, std::size_t Max, Lines kind = Lines::single>
class Text {
 public:
  static constexpr std::size_t min_length = Min;
  static constexpr std::size_t max_length = Max;

  static std::expected<Text, Violation> from(std::string text) {
    const std::size_t length = code_points(text);
    if (length < Min) return std::unexpected(too_short(Min));
    if (length > Max) return std::unexpected(too_long(Max));
    constexpr bool has_lines = kind == Lines::multiple;
    if (has_controls(text, has_lines) || misleads_readers(text, has_lines)) return std::unexpected(holds_controls());
    return Text{std::move(text)};
  }
  const std::string& str() const noexcept { return text_; }
  friend bool operator==(const Text&, const Text&) = default;

 private:
  explicit Text(std::string text) : text_{std::move(text)} {}
  std::string text_;
};

}  // namespace foyer
