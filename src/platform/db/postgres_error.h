#pragma once
// What an SQLSTATE means to us (https://www.postgresql.org/docs/15/errcodes-appendix.html).

#include <exception>
#include <string>
#include <string_view>

#include "platform/db/errors.h"
#include "platform/db/libpq.h"

namespace foyer::db {

/// Two transactions were in each other's way: the same body may succeed when it is run again.
struct Collision : Unavailable {
  using Unavailable::Unavailable;
};

/// The server ends this connection, or cannot serve it.
struct ConnectionLost : Unavailable {
  using Unavailable::Unavailable;
};

/// Collision, ConnectionLost, Unavailable, ConstraintViolation, or std::logic_error for what is our bug. The message
/// names the statement, never the values bound to it.
std::exception_ptr postgres_failure(const PGresult*, std::string_view statement);

/// True for an error after which this connection is of no use.
bool ends_connection(const PGresult*, std::string_view statement);

/// In one line, without its "connection to server …" twice.
std::string one_line(std::string_view libpq_message);

}  // namespace foyer::db
