#include <fmt/format.h>

#include <iterator>

#include "rights/export_files.h"

namespace foyer {

std::string export_readme(std::string_view service, std::string_view made_at) {
  std::string out = fmt::format(
      "What {} holds about you\nMade on {}.\n\n"
      "Each file is JSON, which any text editor opens. Times are in UTC.\n\n",
      service, made_at);
  for (const ExportFile& file : export_files) {
    fmt::format_to(std::back_inserter(out), "{}\n  {}\n\n", file.name, file.about);
  }
  out +=
      "Not in these files\n\n"
      "Two counters do not name you and so cannot be picked out: how often something was asked for, and\n"
      "how many wrong passwords were tried, each under a fingerprint of an address.\n\n"
      "Work that is to be done, such as a mail to send, knows your account by numbers only. Whoever asks\n"
      "for a link, as for a forgotten password, is kept sealed (address, network address, browser) until\n"
      "it is sent, as a rule for seconds; where that fails for good, it is deleted about a day later.\n\n"
      "Logs of the server and copies of its database may hold parts of the above, such as network\n"
      "addresses, for as long as whoever runs the service keeps them.\n";
  return out;
}

}  // namespace foyer
