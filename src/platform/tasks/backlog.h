#pragma once
// What waits in table jobs, in one statement over its index: cheap enough to be asked every few seconds.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.h"
#include "platform/db/database.h"

namespace foyer::tasks {

struct Backlog {
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::int64_t dead = 0;
  std::optional<Time> first_due;       ///< of those queued; may lie ahead
  std::optional<Time> oldest_of_name;  ///< when the oldest unfinished job of that name was ordered
};
BOOST_DESCRIBE_STRUCT(Backlog, (), (queued, running, dead, first_due, oldest_of_name))

Task<Backlog> backlog(db::Conn&, std::string name);

}  // namespace foyer::tasks
