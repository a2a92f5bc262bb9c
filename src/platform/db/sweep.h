#pragma once
// Rows that go by a time they carry, oldest first, a batch at a time. Each batch begins where the one before ended:
// what was deleted stays in PostgreSQL's indexes until it is vacuumed, and a batch that began at the start would pass
// it all. For the same reason statements order by that time: without it PostgreSQL looks for the rows from the start of
// the table.
//
//   DELETE FROM t WHERE id IN (SELECT id FROM t WHERE ends_at >= $1 AND ends_at <= $2 ORDER BY ends_at LIMIT $3)
//   RETURNING ends_at
//
// Where millions may go at once, PostgreSQL is told WHERE ctid = ANY (ARRAY(SELECT ctid …)): to plan a join by id it
// looks for the least id there is, past all that were deleted, each time (EXPLAIN: 46 pages more with every batch).

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/clock.h"

namespace foyer::db {

struct Batch {
  Time from{};             ///< where the one before ended
  std::int64_t limit = 0;  ///< how many rows at most
};

struct Swept {
  std::int64_t deleted = 0;
  Time until{};  ///< the newest of them
};

/// `times`: what the statement returned.
inline Swept swept(const std::vector<Time>& times) {
  if (times.empty()) return {};
  return {std::ssize(times), std::ranges::max(times)};
}

}  // namespace foyer::db
