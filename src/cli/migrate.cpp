#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "app/services.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "platform/async/block_on.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct AppliedLine {
  std::int64_t number = 0;
  std::string name;
  Time applied_at{};
};
FOYER_DESCRIBE(AppliedLine, number, name, applied_at)

struct CurrentLine {
  std::int64_t database = 0;
  std::int64_t binary = 0;
};
FOYER_DESCRIBE(CurrentLine, database, binary)

struct Schema {
  using Open = app::Storage(const app::Settings&, const Clock&);
  explicit Schema(Open& open = app::open_storage) : storage{open(settings, clock)} {}

  SystemClock clock;
  app::Settings settings = load_settings();
  app::Storage storage;
};

db::MigrationTarget target_of(const std::string& text) {
  const auto target = db::MigrationTarget::parse(text);
  if (!target) throw Failure{2, std::string{detail_of(target.error())}};
  return *target;
}

std::vector<int> value_or_fail(const Result<std::vector<int>>& walked) {
  if (!walked) throw Failure{1, std::string{detail_of(walked.error())}};
  return *walked;
}

void report(const std::vector<int>& steps, std::string_view verb) {
  if (steps.empty()) return print_line("Nothing to do.");
  for (const int number : steps) print_line(fmt::format("{} {:04}", verb, number));
}

/// "Add devices table" -> "add_devices_table"
std::string file_name_of(const std::string& message) {
  std::string out;
  for (const char c : message) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept || upper) {
      out += upper ? static_cast<char>(c + ('a' - 'A')) : c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

void write_new(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path)) throw Failure{1, path.string() + " exists already"};
  std::ofstream file{path};
  file << text;
  file.flush();
  if (!file) throw Failure{1, "cannot write " + path.string()};
  print_line("Wrote " + path.string());
}

}  // namespace

void migrate_upgrade(const std::string& text) {
  const auto target = target_of(text);
  Schema schema{app::make_storage};
  report(value_or_fail(block_on(schema.storage.migrator.upgrade(target))), "Applied");
}

void migrate_downgrade(const std::string& text) {
  const auto target = target_of(text);
  Schema schema;
  report(value_or_fail(block_on(schema.storage.migrator.downgrade(target))), "Reverted");
}

void migrate_history(bool json) {
  Schema schema;
  std::vector<AppliedLine> lines;
  for (auto& one : block_on(schema.storage.migrator.history())) lines.push_back({one.number, one.name, one.applied_at});
  if (json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines)
    rows.push_back({fmt::format("{:04}", line.number), line.name, to_rfc3339(line.applied_at)});
  print_table({"NUMBER", "NAME", "APPLIED"}, rows);
}

void migrate_current(bool json) {
  Schema schema;
  const auto applied = block_on(schema.storage.migrator.history());
  const CurrentLine line{applied.empty() ? 0 : applied.front().number, schema.storage.migrator.head()};
  if (json) return print_line(schema::to_json(line));
  print_line(fmt::format("database {:04}, this binary {:04}", line.database, line.binary));
  const auto fit = block_on(schema.storage.migrator.check());
  if (!fit) throw Failure{1, std::string{detail_of(fit.error())}};
}

void migrate_revision(const std::string& message, const std::string& folder) {
  const std::string name = file_name_of(message);
  if (name.empty()) throw Failure{2, "the message needs letters or digits, such as -m \"add devices table\""};
  if (!std::filesystem::is_directory(folder)) throw Failure{2, folder + " is no folder; run this in the source tree"};
  int last = 0;
  for (const auto& file : std::filesystem::directory_iterator{folder}) {
    int number = 0;
    const std::string file_name = file.path().filename().string();
    std::from_chars(file_name.data(), file_name.data() + std::min<std::size_t>(4, file_name.size()), number);
    last = std::max(last, number);
  }
  const std::filesystem::path base = std::filesystem::path{folder} / fmt::format("{:04}_{}", last + 1, name);
  write_new(base.string() + ".up.sql", "-- " + message + "\n");
  write_new(base.string() + ".down.sql", "-- Reverts: " + message + "\n");
}

}  // namespace foyer::cli
