#include <charconv>
#include <limits>

#include "core/percent.h"
#include "platform/redis/redis.h"

namespace foyer::redis {
namespace {

template <class Number>
bool read_number(std::string_view text, Number least, Number most, Number& out) {
  std::int64_t value = -1;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size() || text.front() == '-') return false;
  if (value < static_cast<std::int64_t>(least) || value > static_cast<std::int64_t>(most)) return false;
  out = static_cast<Number>(value);
  return true;
}

bool read_credentials(std::string_view text, Options& out) {
  const auto colon = text.find(':');
  auto user = percent_decode(text.substr(0, colon));
  if (!user) return false;
  out.user = std::move(*user);
  if (colon == std::string_view::npos) return !out.user.empty();
  auto password = percent_decode(text.substr(colon + 1));
  if (!password) return false;
  out.password = Secret{std::move(*password)};
  return true;
}

bool is_host(std::string_view text, bool bracketed) {
  const std::string_view allowed =
      bracketed ? "0123456789abcdefABCDEF:.%" : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool read_place(std::string_view text, Options& out) {
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == std::string_view::npos) return false;
  const std::string_view host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  if (!is_host(host, bracketed)) return false;
  out.host = host;
  std::string_view rest = end == std::string_view::npos ? "" : text.substr(end + (bracketed ? 1 : 0));
  if (rest.empty()) return true;
  if (!rest.starts_with(':')) return false;
  rest.remove_prefix(1);
  return !rest.empty() && read_number<std::uint16_t>(rest, 1, std::numeric_limits<std::uint16_t>::max(), out.port);
}

}  // namespace

std::optional<Options> parse_url(std::string_view text) {
  Options out;
  constexpr std::string_view plain = "redis://";
  constexpr std::string_view secured = "rediss://";
  if (text.starts_with(plain)) {
    text.remove_prefix(plain.size());
  } else if (text.starts_with(secured)) {
    out.tls = true;
    text.remove_prefix(secured.size());
  } else {
    return std::nullopt;
  }
  const auto slash = text.find('/');
  std::string_view authority = text.substr(0, slash);
  const std::string_view database = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  if (!database.empty() && !read_number<int>(database, 0, std::numeric_limits<int>::max(), out.database)) {
    return std::nullopt;
  }
  // The last one, as other readers of these addresses do: a password may hold an @ that nobody encoded.
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (!read_credentials(authority.substr(0, at), out)) return std::nullopt;
    authority.remove_prefix(at + 1);
  }
  if (!read_place(authority, out)) return std::nullopt;
  return out;
}

Options Options::copy() const {
  return {.host = host,
          .port = port,
          .database = database,
          .tls = tls,
          .user = user,
          .password = password.copy(),
          .ca_file = ca_file,
          .connect_timeout = connect_timeout,
          .command_timeout = command_timeout,
          .most_waiting = most_waiting,
          .longest_reply = longest_reply};
}

}  // namespace foyer::redis
