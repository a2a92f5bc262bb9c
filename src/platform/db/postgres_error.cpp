#include "platform/db/postgres_error.h"

#include <fmt/format.h>

#include <stdexcept>

namespace foyer::db {
namespace {

std::string_view field(const PGresult* result, int which) {
  const char* text = libpq().error_field(result, which);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

bool is_any_of(std::string_view state, std::initializer_list<std::string_view> states) {
  for (const auto one : states) {
    if (state == one) return true;
  }
  return false;
}

}  // namespace

bool ends_connection(const PGresult* result, std::string_view statement) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  // libpq's own: it had no memory for what the server said
  if (state.empty()) return true;
  // shut down, crashed, starting, database dropped; idle in a transaction for too long
  if (state.starts_with("57P") || state == "25P03") return true;
  // A prepared statement or a plan that the server no longer has: a new connection prepares anew.
  if (state == "26000") return true;
  if (state == "0A000" && field(result, PG_DIAG_MESSAGE_PRIMARY).contains("cached plan")) return true;
  // A replica: another host, or this one later, takes writes.
  if (state == "25006" && statement.starts_with("BEGIN")) return true;
  return state.starts_with("08") && state != "08P01";
}

std::exception_ptr postgres_failure(const PGresult* result, std::string_view statement) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  const std::string_view kind = state.substr(0, 2);
  // Complaints about data quote the data.
  const std::string_view why = state.empty()  ? "libpq could not read the answer"
                               : kind == "22" ? "a value does not fit"
                                              : field(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message = fmt::format("{} [{}] in: {}", why, state, statement_in_a_line(statement));

  // serialization failure, deadlock, lock not available in time
  if (is_any_of(state, {"40001", "40P01", "55P03"})) return std::make_exception_ptr(Collision{message});
  if (kind == "23") return std::make_exception_ptr(ConstraintViolation{message});
  if (ends_connection(result, statement)) return std::make_exception_ptr(ConnectionLost{message});
  // resources, cancelled statements, files of the server, damage, missing rights
  if (is_any_of(kind, {"53", "57", "58", "XX", "F0"}) || state == "42501") {
    return std::make_exception_ptr(Unavailable{message});
  }
  return std::make_exception_ptr(std::logic_error{message});
}

std::string one_line(std::string_view message) {
  std::string out;
  for (const char c : message) {
    if (c == '\t' && (out.empty() || out.ends_with(' '))) continue;
    if (c != '\n') {
      out += c;
    } else if (!out.empty() && !out.ends_with("; ")) {
      out += "; ";
    }
  }
  while (out.ends_with(' ') || out.ends_with(';') || out.ends_with('\t')) out.pop_back();
  return out.empty() ? "the connection was lost" : out;
}

}  // namespace foyer::db
