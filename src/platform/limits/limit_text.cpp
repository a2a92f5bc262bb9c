#include "platform/limits/limit_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

namespace foyer {
namespace {

constexpr std::int64_t most_uses = 1'000'000'000;
constexpr std::int64_t most_units = 10'000;
constexpr std::int64_t no_quota = std::numeric_limits<std::int64_t>::max() / 2;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array<Unit, 4> units{{{'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}}};

std::optional<std::int64_t> count_of(std::string_view text, std::int64_t most) {
  std::int64_t out = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc{} && stop == text.data() + text.size();
  return whole && out >= 1 && out <= most ? std::optional{out} : std::nullopt;
}

}  // namespace

std::optional<Limit> parse_limit(std::string_view text, const Limit& fallback) {
  if (text == "off") return Limit{fallback.name, no_quota, fallback.window};
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 >= text.size()) return std::nullopt;
  const auto quota = count_of(text.substr(0, slash), most_uses);
  const std::string_view span = text.substr(slash + 1, text.size() - slash - 2);
  const auto count = span.empty() ? std::optional<std::int64_t>{1} : count_of(span, most_units);
  if (!quota || !count) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.letter == text.back()) return Limit{fallback.name, *quota, std::chrono::seconds{*count * unit.seconds}};
  }
  return std::nullopt;
}

std::string to_text(const Limit& limit) {
  if (is_off(limit)) return "off";
  const std::int64_t seconds = limit.window.count();
  for (const Unit& unit : units) {
    if (seconds % unit.seconds != 0) continue;
    const std::int64_t count = seconds / unit.seconds;
    return count == 1 ? fmt::format("{}/{}", limit.quota, unit.letter)
                      : fmt::format("{}/{}{}", limit.quota, count, unit.letter);
  }
  return {};
}

bool is_off(const Limit& limit) noexcept { return limit.quota == no_quota; }

}  // namespace foyer
