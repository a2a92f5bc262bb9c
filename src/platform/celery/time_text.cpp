#include "platform/celery/time_text.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace foyer::celery {
namespace {

/// Takes text from the left, piece by piece.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool done() const { return rest_.empty(); }
  bool skip(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `digits` of them, at most `most`.
  std::optional<int> number(std::size_t digits, int most) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value <= most ? std::optional{value} : std::nullopt;
  }
  /// One to nine digits behind the point, in milliseconds.
  std::optional<int> fraction() {
    int value = 0;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      if (digits < 3) value = value * 10 + (rest_[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    for (std::size_t i = digits; i < 3; ++i) value *= 10;
    rest_.remove_prefix(digits);
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::minutes> read_offset(Reader& reader) {
  if (reader.done() || reader.skip('Z') || reader.skip('z')) return std::chrono::minutes{0};
  const bool behind = reader.skip('-');
  if (!behind && !reader.skip('+')) return std::nullopt;
  const auto hours = reader.number(2, 23);
  reader.skip(':');
  const auto minutes = reader.number(2, 59);
  if (!hours || !minutes) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return behind ? -offset : offset;
}

}  // namespace

std::string to_iso8601(Time at) {
  std::string text = to_rfc3339(at);
  text.pop_back();
  return text + "000+00:00";
}

std::optional<Time> from_iso8601(std::string_view text) {
  Reader reader{text};
  const auto year = reader.number(4, 9999);
  if (!year || !reader.skip('-')) return std::nullopt;
  const auto month = reader.number(2, 12);
  if (!month || !reader.skip('-')) return std::nullopt;
  const auto day = reader.number(2, 31);
  if (!day || !(reader.skip('T') || reader.skip(' '))) return std::nullopt;
  const auto hour = reader.number(2, 23);
  if (!hour || !reader.skip(':')) return std::nullopt;
  const auto minute = reader.number(2, 59);
  if (!minute || !reader.skip(':')) return std::nullopt;
  const auto second = reader.number(2, 60);
  if (!second) return std::nullopt;
  const auto fraction = reader.skip('.') ? reader.fraction() : std::optional{0};
  if (!fraction) return std::nullopt;
  const auto offset = read_offset(reader);
  if (!offset || !reader.done()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const Time at = Time{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} -
                  *offset + std::chrono::seconds{*second} + std::chrono::milliseconds{*fraction};
  // An offset or a leap second may lead out of the years that have a spelling.
  using namespace std::chrono_literals;
  return at >= Time{std::chrono::sys_days{1970y / 1 / 1}} && at < Time{std::chrono::sys_days{10000y / 1 / 1}}
             ? std::optional{at}
             : std::nullopt;
}

double to_seconds(Time at) noexcept { return static_cast<double>(at.time_since_epoch().count()) / 1000.0; }

}  // namespace foyer::celery
