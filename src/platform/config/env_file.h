#pragma once
// The `.env` file, read as python-dotenv reads it, so files written for Python services mean the same here:
//   line    = ["export" SP] name ["=" [value]] [SP "#" comment]     (a name without "=" is not set)
//   value   = '…' with \' and \\  |  "…" with \\ \' \" \a \b \f \n \r \t \v, over several lines  |  the rest of the
//   line
//   ${NAME} and ${NAME:-default} in bare and double-quoted values are what the environment, or an earlier line, says;
//   single quotes keep them as they are, so that a password may hold "${".
// The last of several lines with one name counts.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace foyer::config {

using Variables = std::map<std::string, std::string, std::less<>>;

struct EnvFile {
  std::string name = ".env";  ///< how mistakes call it
  Variables values{};
  std::vector<std::string> mistakes{};  ///< sentences; they name lines, never what stands there
  bool others_can_read = false;         ///< every user of the machine; a group may share it with its service
  std::vector<std::string> doubts{};    ///< likewise, without a full stop, of lines that are allowed and have no effect
};

/// The variables of this process.
Variables environment_of_process();

EnvFile parse_env_file(std::string_view text, const Variables& environment, std::string name = ".env");
/// A file that does not exist is an empty one; one that cannot be read is a mistake.
EnvFile read_env_file(const std::filesystem::path&, const Variables& environment);

}  // namespace foyer::config
