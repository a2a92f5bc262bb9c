#include "platform/db/postgres_url.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <ranges>

#include "core/host.h"
#include "platform/db/libpq.h"
#include "platform/db/postgres.h"

namespace foyer::db {
namespace {

constexpr std::string_view separator = "://";
constexpr const char* system_roots = "/etc/ssl/certs/ca-certificates.crt";

std::string_view scheme_of(std::string_view url) { return url.substr(0, url.find(separator)); }

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { libpq().free_url(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

std::string_view value_of(const Options& options, std::string_view keyword) {
  for (const PQconninfoOption* one = options.get(); one != nullptr && one->keyword != nullptr; ++one) {
    if (one->keyword == keyword) return one->val == nullptr ? std::string_view{} : one->val;
  }
  return {};
}

Options parse(std::string_view url, std::string* complaint) {
  char* text = nullptr;
  Options options{libpq().parse_url(libpq_url(url).c_str(), &text)};
  if (text != nullptr && complaint != nullptr) *complaint = text;
  libpq().free_text(text);
  return options;
}

/// Several hosts stand behind each other with commas; a folder is that of a socket.
bool leaves_this_machine(const Options& options) {
  for (const auto part : std::views::split(value_of(options, "host"), ',')) {
    const std::string_view host{part};
    if (!host.empty() && !host.starts_with('/') && !is_loopback(host)) return true;
  }
  return false;
}

}  // namespace

bool is_postgres_url(std::string_view url) {
  if (!url.contains(separator)) return false;
  const std::string_view scheme = scheme_of(url);
  const std::string_view plain = scheme.substr(0, scheme.find('+'));
  return plain == "postgresql" || plain == "postgres";
}

std::string libpq_url(std::string_view url) {
  const std::size_t end = url.find(separator);
  if (end == std::string_view::npos) return std::string{url};
  std::string out = "postgresql" + std::string{url.substr(end)};
  for (const std::string_view mark : {"?ssl=", "&ssl="}) {
    const std::size_t at = out.find(mark);
    // `ssl=true` is one that libpq knows itself.
    if (at != std::string::npos && out.compare(at + mark.size(), 4, "true") != 0) out.replace(at + 1, 3, "sslmode");
  }
  return out;
}

std::optional<std::string> mistake_in_postgres_url(std::string_view url) {
  constexpr std::string_view example = "postgresql://user:password@host:5432/name";
  std::string complaint;
  const Options options = parse(url, &complaint);
  // Its complaints quote the part that is wrong, which may be the password; only this one never does.
  if (!options && complaint.starts_with("invalid URI query parameter")) {
    return fmt::format("{}; write {}", complaint.substr(0, complaint.find('\n')), example);
  }
  if (!options) {
    return fmt::format("libpq cannot read it; write {}, with %-escapes for the special characters of a password",
                       example);
  }
  // libpq looks for the first sign that could end a part, and would take what is left of a password for a host, port or
  // name and print it.
  const bool looks_torn = value_of(options, "host").contains('@') || value_of(options, "dbname").contains('@') ||
                          value_of(options, "port").find_first_not_of("0123456789,") != std::string_view::npos;
  if (looks_torn) {
    return fmt::format(
        "its parts cannot be told apart; write {}, with %-escapes for the special characters of a "
        "password (%40 for @)",
        example);
  }
  const std::string_view query = url.substr(std::min(url.find('?'), url.size()));
  if (query.contains("password=")) return fmt::format("write the password before the host, as in {}", example);
  if (value_of(options, "dbname").empty()) return fmt::format("name the database, as in {}", example);
  return std::nullopt;
}

Encryption encryption_of(std::string_view url) {
  const Options options = parse(url, nullptr);
  if (!value_of(options, "sslmode").empty() || !leaves_this_machine(options)) return {};
  std::error_code unreadable;
  return {"verify-full", std::filesystem::exists(system_roots, unreadable) ? system_roots : ""};
}

std::optional<std::string> unverified_sslmode(std::string_view url) {
  const Options options = parse(url, nullptr);
  const std::string_view mode = value_of(options, "sslmode");
  if (mode.empty() || mode.starts_with("verify-") || !leaves_this_machine(options)) return std::nullopt;
  return std::string{mode};
}

std::string place_of(const PostgresOptions& options) {
  const Options parsed = parse(options.url.reveal(), nullptr);
  std::string out;
  if (const auto user = value_of(parsed, "user"); !user.empty()) out += fmt::format("{}@", user);
  out += value_of(parsed, "host");
  if (const auto port = value_of(parsed, "port"); !port.empty()) out += fmt::format(":{}", port);
  return fmt::format("{}/{}", out, value_of(parsed, "dbname"));
}

}  // namespace foyer::db
