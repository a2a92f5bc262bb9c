#include "platform/db/sqlite_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <system_error>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

bool is_outside_trouble(sqlite3* db, int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PROTOCOL:
      return true;
    case SQLITE_READONLY: {
      // A connection told to refuse writes met one: that is a write inside Database::read, our bug.
      int query_only = 0;
      const auto remember = [](void* out, int, char** columns, char**) {
        *static_cast<int*>(out) = columns[0] && columns[0][0] == '1';
        return 0;
      };
      sqlite3_exec(db, "PRAGMA query_only", remember, &query_only, nullptr);
      return query_only == 0;
    }
    default:
      return false;
  }
}

/// What an operator can do for `file`.
std::string remedy(int code, std::string_view file) {
  if (code == SQLITE_READONLY_DIRECTORY) return "; make its folder writable";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fmt::format("; free space for {}", file);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fmt::format("; restore {} from a backup", file);
    default:
      return {};
  }
}

/// What went wrong beneath SQLite, which has one sentence for all of it.
std::string cause_beneath(sqlite3* db, int code) {
  const bool beneath = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  const int error = db && beneath ? sqlite3_system_errno(db) : 0;
  return error != 0 ? fmt::format(" ({})", std::generic_category().message(error)) : std::string{};
}

/// Of the connection itself, which names the file where it fails; it says nothing about what was asked.
bool is_housekeeping(std::string_view statement) {
  constexpr std::array<std::string_view, 6> own{"PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"};
  return std::ranges::any_of(own, [&](std::string_view word) { return statement.starts_with(word); });
}

}  // namespace

std::exception_ptr sqlite_failure(sqlite3* db, int code, std::string_view statement) {
  std::string message = (db ? sqlite3_errmsg(db) : sqlite3_errstr(code)) + cause_beneath(db, code);
  if (is_housekeeping(statement)) {
    message += remedy(code, "it");
  } else {
    message += " in: " + statement_in_a_line(statement);
    if (db) message += remedy(code, sqlite3_db_filename(db, "main"));
  }
  if ((code & 0xff) == SQLITE_CONSTRAINT) return std::make_exception_ptr(ConstraintViolation{message});
  if (is_outside_trouble(db, code)) return std::make_exception_ptr(Unavailable{message});
  return std::make_exception_ptr(std::logic_error{message});
}

}  // namespace foyer::db
