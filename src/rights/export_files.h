#pragma once
// What an export consists of: one JSON file for each table that speaks of a viewer.

#include <array>
#include <string>
#include <string_view>

namespace foyer {

struct ExportFile {
  std::string_view table;
  std::string_view name;
  std::string_view about;  ///< for README.txt
};

/// tests/api/export_test.cpp fails for a table that is neither here nor left out there with a reason.
inline constexpr std::array export_files{
    ExportFile{"users", "account.json", "Your account: its number, address, state and group, and when it was opened."},
    ExportFile{"user_profiles", "profile.json", "What you wrote into your profile."},
    ExportFile{"passwords", "password.json",
               "How your password is kept and when it was last changed. The password itself is not kept, and what it\n"
               "  is checked against is left out: it would only help whoever finds this file."},
    ExportFile{"sessions", "sessions.json", "The devices that are signed in, and from where."},
    ExportFile{"known_devices", "known_devices.json",
               "When devices and networks signed in that we recognise again. We recognise them by fingerprints that\n"
               "  do not tell which they were, so only the times are here, at most the 1,000 newest."},
    ExportFile{"one_time_tokens", "links.json",
               "Links that were mailed to you: what for, to which address, and when. The links themselves\n"
               "  are left out: one that still works opens your account."},
    ExportFile{"audit_events", "audit.json",
               "What happened to your account, newest first, at most the last 10,000 events."},
    ExportFile{"exports", "exports.json", "When you ordered this copy, and when we delete ours."},
};

/// README.txt.
std::string export_readme(std::string_view service, std::string_view made_at);

}  // namespace foyer
