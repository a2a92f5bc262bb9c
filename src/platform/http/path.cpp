#include "platform/http/path.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace foyer::http {

std::optional<std::int64_t> number_of_segment(std::string_view text) noexcept {
  const bool is_canonical = text == "0" || (!text.empty() && text.front() >= '1' && text.front() <= '9');
  if (!is_canonical) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void require_segments(std::string_view route, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (!route.contains(fmt::format("/{{{}}}", name)))
      throw std::logic_error(fmt::format("{} has no segment {{{}}}", route, name));
  }
}

}  // namespace foyer::http
