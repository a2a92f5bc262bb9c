#pragma once
// Whom the files of a database are open to, and what an operator does who is refused them.

#include <filesystem>
#include <string>

namespace foyer::db {

/// Throws Unavailable if other users may read the file or what SQLite keeps beside it. Opens nothing: closing a second
/// descriptor would drop the locks that other connections of this process hold.
void require_private(const std::filesystem::path& file);

/// What to do after EACCES: a folder on the way, or the file itself, belongs to somebody else.
std::string remedy_for_denied(const std::filesystem::path& file);

}  // namespace foyer::db
