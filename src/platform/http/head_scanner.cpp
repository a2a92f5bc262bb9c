#include "platform/http/head_scanner.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace foyer::http {
namespace {

constexpr std::uint8_t token_char = 1;   // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
constexpr std::uint8_t target_char = 2;  // visible ASCII but '#': a fragment is never sent
constexpr std::uint8_t value_char = 4;   // visible, space, tab, and bytes above ASCII

constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool mark =
        c < 128 && std::string_view{"!#$%&'*+-.^_`|~"}.find(static_cast<char>(c)) != std::string_view::npos;
    std::uint8_t kind = 0;
    if (letter || mark) kind |= token_char;
    if (c > 0x20 && c < 0x7F && c != '#') kind |= target_char;
    if (c == '\t' || (c >= 0x20 && c != 0x7F)) kind |= value_char;
    table[c] = kind;
  }
  return table;
}();

bool is(std::uint8_t kind, char c) noexcept { return (classes[static_cast<unsigned char>(c)] & kind) != 0; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

HeadScanner::HeadScanner(const Limits& limits, Section section)
    : limits_{limits}, at_{section == Section::head ? At::start : At::field_start} {}

HeadScanner::At HeadScanner::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  return At::refused;
}

HeadScanner::Step HeadScanner::feed(std::string_view bytes) {
  while (!bytes.empty() && at_ != At::done && at_ != At::refused) {
    bytes.remove_prefix(skip(bytes));
    if (bytes.empty()) break;
    at_ = next(bytes.front());
    ++size_;
    bytes.remove_prefix(1);
  }
  if (at_ == At::done) return Step::complete;
  return at_ == At::refused ? Step::refused : Step::more;
}

/// Most bytes of a head change nothing but its size. Takes those at once and leaves what next() has to judge.
std::size_t HeadScanner::skip(std::string_view bytes) {
  if (at_ != At::value && at_ != At::name) return 0;
  const std::uint8_t kind = at_ == At::value ? value_char : token_char;
  const std::size_t most = std::min(bytes.size(), limits_.max_header - header_);
  std::size_t run = 0;
  while (run < most && is(kind, bytes[run])) ++run;
  header_ += run;
  size_ += run;
  return run;
}

HeadScanner::At HeadScanner::next(char c) {
  if (at_ >= At::field_start && ++header_ > limits_.max_header) return refuse(header_too_large);
  switch (at_) {
    case At::start:
      // One empty line may stand before a request (https://www.rfc-editor.org/rfc/rfc9112#section-2.2-6).
      return c == '\r' ? At::start_lf : in_method(c);
    case At::start_lf:
      leading_ = 2;
      return c == '\n' ? At::method : refuse(bad_message);
    case At::method:
      return in_method(c);
    case At::target:
      return in_target(c);
    case At::version:
      return in_version(c);
    case At::line_lf:
      if (c != '\n') return refuse(bad_message);
      return version_known_ ? At::field_start : refuse(unknown_version);
    case At::field_start:
      return in_field_start(c);
    case At::name:
      if (c == ':') return At::value;
      return is(token_char, c) ? At::name : refuse(bad_message);
    case At::value:
      if (c == '\r') return At::value_lf;
      return is(value_char, c) ? At::value : refuse(bad_message);
    case At::value_lf:
      return c == '\n' ? At::field_start : refuse(bad_message);
    case At::end_lf:
      return c == '\n' ? At::done : refuse(bad_message);
    case At::done:
    case At::refused:
      break;
  }
  return at_;
}

HeadScanner::At HeadScanner::in_method(char c) {
  constexpr std::size_t longest = 32;
  const std::size_t length = size_ - leading_;
  if (c == ' ') return length > 0 ? At::target : refuse(bad_message);
  if (!is(token_char, c)) return refuse(bad_message);
  return length < longest ? At::method : refuse(forbidden_method);
}

HeadScanner::At HeadScanner::in_target(char c) {
  if (c == ' ') return target_ > 0 ? At::version : refuse(bad_message);
  if (!is(target_char, c)) return refuse(bad_message);
  return ++target_ <= limits_.max_target ? At::target : refuse(target_too_long);
}

HeadScanner::At HeadScanner::in_version(char c) {
  constexpr std::string_view shape = "HTTP/1.1";
  if (version_ == shape.size()) return c == '\r' ? At::line_lf : refuse(bad_message);
  const char expected = shape[version_++];
  if (!is_digit(expected)) return c == expected ? At::version : refuse(bad_message);
  if (!is_digit(c)) return refuse(bad_message);
  const bool minor = version_ == shape.size();
  if (c != '1' && !(minor && c == '0')) version_known_ = false;
  return At::version;
}

HeadScanner::At HeadScanner::in_field_start(char c) {
  if (c == '\r') return At::end_lf;
  // A space here would fold this line into the one before; a colon would leave the name empty.
  if (!is(token_char, c)) return refuse(bad_message);
  return ++fields_ <= limits_.max_fields ? At::name : refuse(header_too_large);
}

}  // namespace foyer::http
