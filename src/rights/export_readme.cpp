#include <fmt/format.h>

#include <iterator>

#include "rights/export_files.h"

namespace foyer {

std::string export_readme(std::string_view service, std::string_view made_at) {
  std::string out = fmt::format(
      "Everything {} holds about you\nMade on {}.\n\n"
      "Each file is JSON, which any text editor opens. Times are in UTC.\n\n",
      service, made_at);
  for (const ExportFile& file : export_files) {
    fmt::format_to(std::back_inserter(out), "{}\n  {}\n\n", file.name, file.about);
  }
  out +=
      "Two counters are kept that do not name you and so cannot be picked out: how often something was\n"
      "asked for, and how many wrong passwords were tried, each under a fingerprint of an address.\n";
  return out;
}

}  // namespace foyer
