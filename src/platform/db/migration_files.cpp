#include "platform/db/migration_files.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <stdexcept>

namespace foyer::db {
namespace {

struct FileName {
  int number = 0;
  std::string_view name;
  bool up = false;
  bool for_postgres = false;
};

bool drop_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

FileName parse(std::string_view file) {
  FileName out;
  std::string_view rest = file;
  const bool sql = drop_suffix(rest, ".sql");
  out.up = drop_suffix(rest, ".up");
  const bool directed = out.up || drop_suffix(rest, ".down");
  out.for_postgres = drop_suffix(rest, ".postgres");
  const auto digits = std::from_chars(rest.data(), rest.data() + rest.size(), out.number);
  const auto separator = static_cast<std::size_t>(digits.ptr - rest.data());
  const bool numbered = digits.ec == std::errc{} && separator == 4 && out.number > 0 && rest.substr(4, 1) == "_";
  if (!sql || !directed || !numbered || rest.size() == 5 || rest.contains('.')) {
    throw std::logic_error{fmt::format("{} is not named like 0004_sessions.up.sql", file)};
  }
  out.name = rest.substr(5);
  return out;
}

}  // namespace

std::vector<Migration> assemble(std::span<const MigrationFile> files, Dialect dialect) {
  struct Step {
    std::string_view name;
    const MigrationFile* up = nullptr;
    const MigrationFile* down = nullptr;
  };
  std::map<int, Step> steps;
  for (const bool special : {false, true}) {
    if (special && dialect != Dialect::postgres) break;
    for (const MigrationFile& file : files) {
      const FileName name = parse(file.name);
      if (name.for_postgres != special) continue;
      Step& step = steps[name.number];
      if (!step.name.empty() && step.name != name.name) {
        throw std::logic_error{fmt::format("migration {} has two names: {} and {}", name.number, step.name, name.name)};
      }
      step.name = name.name;
      (name.up ? step.up : step.down) = &file;
    }
  }
  std::vector<Migration> out;
  for (const auto& [number, step] : steps) {
    if (!step.up || !step.down) throw std::logic_error{fmt::format("migration {} lacks its up or down file", number)};
    out.push_back({.number = number, .name = step.name, .up = step.up->text, .down = step.down->text});
  }
  return out;
}

std::vector<Migration> built_in_migrations(Dialect dialect) { return assemble(migration_files(), dialect); }

}  // namespace foyer::db
