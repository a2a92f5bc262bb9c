#pragma once
// The files of migrations/, as they were when this binary was built (cmake/migrations.cmake writes the table).

#include <span>
#include <string_view>
#include <vector>

#include "platform/db/migrate.h"

namespace foyer::db {

struct MigrationFile {
  std::string_view name;  ///< NNNN_name [".postgres"] (".up" / ".down") ".sql"
  std::string_view text;
};

std::span<const MigrationFile> migration_files();

/// Pairs up and down by number; a file written for `dialect` takes the place of the general one. Throws
/// std::logic_error over a name out of pattern, two names for one number, or an up without its down.
std::vector<Migration> assemble(std::span<const MigrationFile>, Dialect);

}  // namespace foyer::db
