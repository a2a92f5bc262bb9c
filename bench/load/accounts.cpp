#include "load/accounts.h"

#include <fmt/format.h>

#include <charconv>
#include <numeric>
#include <optional>

namespace load {
namespace {

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::expected<Accounts, std::string> Accounts::parse(std::string_view text) {
  const auto wrong =
      std::unexpected{fmt::format("'{}' names no accounts, write viewer{{}}@cinema.example:0-999", text)};
  const auto colon = text.rfind(':');
  const auto hole = text.find("{}");
  if (colon == std::string_view::npos || hole == std::string_view::npos || hole > colon) return wrong;
  const auto range = text.substr(colon + 1);
  const auto dash = range.find('-');
  const auto first = number_in(range.substr(0, dash));
  if (!first) return wrong;
  Accounts out;
  out.before_ = text.substr(0, hole);
  out.after_ = text.substr(hole + 2, colon - hole - 2);
  out.first_ = *first;
  if (dash == std::string_view::npos) return out;
  const auto last = number_in(range.substr(dash + 1));
  if (!last || *last < *first) return wrong;
  out.count_ = *last - *first + 1;
  // The golden section of the range, so that neighbours in time are far apart in the tables.
  out.stride_ = static_cast<std::uint64_t>(static_cast<double>(out.count_) * 0.618) + 1;
  while (std::gcd(out.stride_, out.count_) != 1) ++out.stride_;
  return out;
}

std::string Accounts::address(std::uint64_t index) const {
  const std::uint64_t number = ends() ? (index % count_) * stride_ % count_ : index;
  return fmt::format("{}{}{}", before_, first_ + number, after_);
}

}  // namespace load
