#include "platform/db/file_access.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/db/errors.h"

namespace foyer::db {

void require_private(const std::filesystem::path& file) {
  std::string open;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string path = file.native() + suffix;
    struct stat facts{};
    if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) open += open.empty() ? path : " " + path;
  }
  if (!open.empty()) throw Unavailable{fmt::format("{0} can be read by other users; run: chmod 600 {0}", open)};
}

std::string remedy_for_denied(const std::filesystem::path& file) {
  const std::filesystem::path whole = std::filesystem::absolute(file);
  std::filesystem::path seen = whole;
  for (std::error_code denied; !std::filesystem::exists(seen, denied) && seen.has_relative_path();) {
    seen = seen.parent_path();
  }
  if (seen != whole) return fmt::format("run as the owner of {}", seen.native());
  return fmt::format("run as its owner, or: chown {} {}", ::geteuid(), seen.native());
}

}  // namespace foyer::db
