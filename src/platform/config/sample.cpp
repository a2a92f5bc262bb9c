#include <fmt/format.h>

#include "platform/config/settings.h"

namespace foyer::config {
namespace {

/// Breaks at spaces, so that every line with its "# " fits 100 columns.
std::string as_comment(std::string_view text) {
  constexpr std::size_t width = 98;
  std::string out;
  while (!text.empty()) {
    std::size_t length = text.size();
    if (length > width) {
      const std::size_t space = text.rfind(' ', width);
      length = space == std::string_view::npos ? width : space;
    }
    out += fmt::format("# {}\n", text.substr(0, length));
    text.remove_prefix(length);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  return out;
}

std::string documentation_of(const Setting& setting) {
  std::string out = setting.effect;
  if (!setting.unit.empty()) out += fmt::format(" In {}.", setting.unit);
  if (setting.secret) out += " Keep it secret.";
  return out;
}

}  // namespace

std::string sample_of(const std::vector<Setting>& settings) {
  std::string out = as_comment(
      "Copy this file to .env and remove the # before what you want to change. What is written here are the defaults; "
      "variables of the environment win over this file.");
  std::string section;
  for (const Setting& setting : settings) {
    if (setting.section != section) {
      section = setting.section;
      out += fmt::format("\n## {}\n", section);
    }
    out += '\n';
    out += as_comment(documentation_of(setting));
    out += fmt::format("#{}={}\n", setting.name, setting.fallback);
  }
  return out;
}

}  // namespace foyer::config
