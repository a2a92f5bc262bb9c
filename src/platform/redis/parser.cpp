#include "platform/redis/parser.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace foyer::redis {
namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t longest_line = std::size_t{64} << 10U;
/// What is set aside before any of it has come.
constexpr std::size_t most_items_ahead = 1'024;
constexpr std::size_t most_bytes_ahead = std::size_t{1} << 20U;

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t out = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc{} || stop != digits.data() + digits.size()) return std::nullopt;
  return out;
}

}  // namespace

Parser::Step Parser::next(std::string_view& bytes, Reply& out) {
  while (!broken_ && !bytes.empty()) {
    Reply value;
    const Piece piece = in_bulk_ ? take_bulk(bytes, value) : take_line(bytes, value);
    if (piece == Piece::refused) broken_ = true;
    if (piece != Piece::value || !completes(value)) continue;
    out = std::move(value);
    left_ = longest_;
    return Step::reply;
  }
  return broken_ ? Step::broken : Step::more;
}

Parser::Piece Parser::take_line(std::string_view& bytes, Reply& out) {
  const auto end = bytes.find('\n');
  const std::string_view part = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  if (line_.size() + part.size() > longest_line || !charge(part.size())) return Piece::refused;
  bytes.remove_prefix(part.size());
  if (end != std::string_view::npos && line_.empty()) {
    return part.ends_with("\r\n") ? understand(part.substr(0, part.size() - 2), out) : Piece::refused;
  }
  line_ += part;
  if (end == std::string_view::npos) return Piece::unfinished;
  const std::string line = std::exchange(line_, {});
  return line.ends_with("\r\n") ? understand(std::string_view{line}.substr(0, line.size() - 2), out) : Piece::refused;
}

Parser::Piece Parser::understand(std::string_view line, Reply& out) {
  if (line.empty()) return Piece::refused;
  const std::string_view rest = line.substr(1);
  if (line.front() == '+') {
    out.value.emplace<std::string>(rest);
    return Piece::value;
  }
  if (line.front() == '-') {
    out.value = Failure{std::string{rest}};
    return Piece::value;
  }
  const auto count = number(rest);
  if (!count) return Piece::refused;
  if (line.front() == ':') {
    out.value = *count;
    return Piece::value;
  }
  if (line.front() == '*') return open_array(*count, out);
  if (line.front() != '$' || *count < -1) return Piece::refused;
  if (*count == -1) return Piece::value;
  const auto size = static_cast<std::size_t>(*count);
  if (size > left_ || !charge(size + 2)) return Piece::refused;
  in_bulk_ = true;
  bulk_size_ = size + 2;
  bulk_.reserve(std::min(bulk_size_, most_bytes_ahead));
  return Piece::opened;
}

Parser::Piece Parser::take_bulk(std::string_view& bytes, Reply& out) {
  const std::string_view part = bytes.substr(0, bulk_size_ - bulk_.size());
  bulk_ += part;
  bytes.remove_prefix(part.size());
  if (bulk_.size() < bulk_size_) return Piece::unfinished;
  if (!bulk_.ends_with("\r\n")) return Piece::refused;
  bulk_.resize(bulk_size_ - 2);
  out.value = std::exchange(bulk_, {});
  in_bulk_ = false;
  return Piece::value;
}

Parser::Piece Parser::open_array(std::int64_t count, Reply& out) {
  if (count == -1) return Piece::value;
  if (count < 0) return Piece::refused;
  const auto size = static_cast<std::size_t>(count);
  if (size > left_ / sizeof(Reply) || !charge(size * sizeof(Reply))) return Piece::refused;
  if (size == 0) {
    out.value = Array{};
    return Piece::value;
  }
  if (open_.size() == deepest) return Piece::refused;
  open_.push_back({.items = {}, .missing = size});
  open_.back().items.reserve(std::min(size, most_items_ahead));
  return Piece::opened;
}

bool Parser::charge(std::size_t bytes) noexcept {
  if (bytes > left_) return false;
  left_ -= bytes;
  return true;
}

/// Puts the value where it belongs; true with the whole reply in it when nothing is missing any more.
bool Parser::completes(Reply& value) {
  while (!open_.empty()) {
    Open& innermost = open_.back();
    innermost.items.push_back(std::move(value));
    if (--innermost.missing > 0) return false;
    value = Reply{std::move(innermost.items)};
    open_.pop_back();
  }
  return true;
}

}  // namespace foyer::redis
