#pragma once
// How a fleet shares out its jobs. The table stays the truth: an announcement is only news, and one that is lost is
// repeated, or the job is run by whoever noticed.
// Threads: the worker's.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "platform/async/task.h"

namespace foyer::tasks {

struct DueJob {
  JobId id;
  std::string name;
  std::int64_t attempts = 0;           ///< tries made before
  std::optional<std::string> trace{};  ///< W3C traceparent of the request that ordered it
};

BOOST_DESCRIBE_STRUCT(DueJob, (), (id, name, attempts, trace))

class Announcer {
 public:
  virtual ~Announcer() = default;
  /// Tells the fleet. Throws if it cannot be reached or does not keep up.
  virtual Task<void> announce(std::vector<DueJob>) = 0;
};

}  // namespace foyer::tasks
