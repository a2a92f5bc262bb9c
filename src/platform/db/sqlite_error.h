#pragma once
// What an SQLite result code means to us.

#include <sqlite3.h>

#include <exception>
#include <string_view>

namespace foyer::db {

/// Unavailable for trouble outside this program (locks, disk, memory, a broken file), ConstraintViolation for a refused
/// row, std::logic_error for the rest. The message names the statement unless it is housekeeping (PRAGMA, BEGIN,
/// COMMIT), never the values bound to it, and what an operator can do.
std::exception_ptr sqlite_failure(sqlite3* db, int code, std::string_view statement);

}  // namespace foyer::db
