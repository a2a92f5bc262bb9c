#include "platform/db/sqlite_error.h"

#include <fmt/format.h>

#include <stdexcept>

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

}  // namespace

std::exception_ptr sqlite_failure(sqlite3* db, int code, std::string_view statement) {
  const std::string message =
      fmt::format("{} in: {}", db ? sqlite3_errmsg(db) : sqlite3_errstr(code), statement_in_a_line(statement));
  if ((code & 0xff) == SQLITE_CONSTRAINT) return std::make_exception_ptr(ConstraintViolation{message});
  if (is_outside_trouble(db, code)) return std::make_exception_ptr(Unavailable{message});
  return std::make_exception_ptr(std::logic_error{message});
}

}  // namespace foyer::db
