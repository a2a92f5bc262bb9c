#include <fmt/format.h>

#include <charconv>

#include "app/erasure_admin.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace foyer::cli {
namespace {

app::AccountName account_named(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failed == std::errc{} && end == text.data() + text.size()) return UserId{id};
  auto email = Email::from(text);
  if (!email) throw Failure{2, fmt::format("'{}' is neither an id nor an address: {}", text, email.error().msg)};
  return std::move(*email);
}

}  // namespace

void user_erase(const std::string& account, bool sure) {
  const app::AccountName name = account_named(account);
  if (!sure) throw Failure{2, fmt::format("nothing brings {} back once it is erased; add --yes", account)};
  const app::Settings settings = load_settings();
  app::ErasureAdmin admin{settings};
  const auto clean = admin.erase(name);
  if (!clean) throw Failure{1, std::string{detail_of(clean.error())}};
  print_line(fmt::format("{} is erased.", account));
  if (!*clean) fmt::print(stderr, "The database was being read: its log holds traces until it is written over.\n");
}

void user_keep(const std::string& account) {
  const app::AccountName name = account_named(account);
  const app::Settings settings = load_settings();
  app::ErasureAdmin admin{settings};
  const auto kept = admin.keep(name);
  if (!kept) throw Failure{1, std::string{detail_of(kept.error())}};
  print_line(fmt::format("{} is kept.", account));
}

}  // namespace foyer::cli
