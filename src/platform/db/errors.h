#pragma once
// Failures of a database, thrown; the HTTP session turns Unavailable into 503 and everything else into 500.

#include <stdexcept>
#include <string>
#include <string_view>

namespace foyer::db {

/// A statement as messages name it: in one line, and of a long one the beginning.
std::string statement_in_a_line(std::string_view statement);

/// Busy, full, gone or unwritable: nothing was stored, and the same call may succeed later. One exception: a connection
/// to a server that breaks while a transaction commits leaves open whether it was stored.
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A constraint of the schema refused the row. Slices that expect it say ON CONFLICT instead.
struct ConstraintViolation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A row does not have the shape its reader expects.
struct BadRow : std::logic_error {
  using std::logic_error::logic_error;
};

}  // namespace foyer::db
