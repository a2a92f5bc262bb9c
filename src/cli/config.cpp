#include <fmt/format.h>

#include <stdexcept>

#include "app/doubts.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct SettingLine {
  std::string name;
  std::string value;
  std::string origin;
};
FOYER_DESCRIBE(SettingLine, name, value, origin)

/// Settings as read here and now, with what is wrong about them.
struct Reading {
  config::Source source;
  config::Reader reader;
  app::Settings settings;

  Reading()
      : source{config::environment_of_process(), config::read_env_file(".env", config::environment_of_process())},
        reader{source},
        settings{app::read_settings(reader)} {}
};

void refuse_mistakes(const config::Reader& reader) {
  const auto mistakes = reader.finish();
  if (mistakes.empty()) return;
  std::string text =
      mistakes.size() == 1 ? "a setting is wrong:" : fmt::format("{} settings are wrong:", mistakes.size());
  for (const auto& mistake : mistakes) text += "\n  " + mistake;
  throw Failure{2, text};
}

}  // namespace

app::Settings load_settings() {
  Reading reading;
  refuse_mistakes(reading.reader);
  // A command says what it did itself; `serve` asks for more.
  log::configure(log::Level::warning, reading.settings.log_format, log::Records::left_out);
  return std::move(reading.settings);
}

void config_check() {
  const Reading reading;
  refuse_mistakes(reading.reader);
  app::require_usable_tls(reading.settings);
  print_line("The settings are fine.");
  for (const std::string& doubt : reading.source.file().doubts) print_line("But " + doubt + ".");
  for (const std::string& doubt : app::doubts_about(reading.settings)) print_line("But " + doubt + ".");
}

void config_show(bool json) {
  const Reading reading;
  std::vector<SettingLine> lines;
  for (const auto& setting : reading.reader.settings()) {
    lines.push_back({setting.name, setting.shown, std::string{config::word_of(setting.origin)}});
  }
  if (json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines) rows.push_back({line.name, line.value, line.origin});
  print_table({"SETTING", "VALUE", "FROM"}, rows);
  refuse_mistakes(reading.reader);
}

void config_sample() {
  const config::Source defaults{{}};
  config::Reader reader{defaults};
  app::read_settings(reader);
  fmt::print("{}", config::sample_of(reader.settings()));
}

}  // namespace foyer::cli
