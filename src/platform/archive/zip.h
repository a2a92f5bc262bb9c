#pragma once
// A ZIP archive in memory (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), deflated by minizip. Any
// thread.

#include <string>
#include <vector>

#include "core/clock.h"

namespace foyer::archive {

struct File {
  std::string name;  ///< ASCII, below the archive's root, with '/'
  std::string bytes;
};

/// The same files and time give the same bytes. Throws std::runtime_error where minizip refuses.
std::string zip(const std::vector<File>&, Time modified);

}  // namespace foyer::archive
