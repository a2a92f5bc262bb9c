#include "load/mix.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <ranges>

namespace load {
namespace {

constexpr std::array<std::string_view, kinds.size()> names{"profile", "jwks", "refresh", "login", "register"};

std::optional<std::size_t> place_of(std::string_view name) {
  const auto* found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<double> share_in(std::string_view text) {
  double share = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(share) || share < 0) {
    return std::nullopt;
  }
  return share;
}

}  // namespace

std::string_view name_of(Kind kind) noexcept { return names[static_cast<std::size_t>(kind)]; }

std::expected<Mix, std::string> Mix::parse(std::string_view text) {
  std::array<double, kinds.size()> shares{};
  for (const auto part : std::views::split(text, ',')) {
    const std::string_view one{part};
    const auto equals = one.find('=');
    const auto place = place_of(one.substr(0, equals));
    if (!place) return std::unexpected{fmt::format("'{}' is no kind of request", one.substr(0, equals))};
    const auto share = equals == std::string_view::npos ? std::optional{1.0} : share_in(one.substr(equals + 1));
    if (!share) return std::unexpected{fmt::format("'{}' is no share, write one such as profile=90", one)};
    shares[*place] += *share;
  }
  const double whole = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(whole > 0)) return std::unexpected{std::string{"a mix needs a share above nought"}};
  Mix mix;
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) mix.up_to_[i] = (sum += shares[i]) / whole;
  return mix;
}

Kind Mix::pick(std::uint64_t index) const noexcept {
  // Steps of the golden ratio around a circle fall into every arc in proportion to its length, and never bunch.
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
  const double at = static_cast<double>((index * golden) >> 11) * 0x1p-53;
  std::size_t place = 0;
  while (at >= up_to_[place]) ++place;
  return kinds[place];
}

bool Mix::has(Kind kind) const noexcept {
  const auto place = static_cast<std::size_t>(kind);
  return up_to_[place] > (place == 0 ? 0 : up_to_[place - 1]);
}

}  // namespace load
