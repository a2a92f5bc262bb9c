#include <fmt/format.h>

#include "app/erasure_admin.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace foyer::cli {

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
  print_line(fmt::format("{} is kept.", *kept));
}

}  // namespace foyer::cli
