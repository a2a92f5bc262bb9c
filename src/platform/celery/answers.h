#pragma once
// What a worker answers to remote control. Reads the worker's state, changes nothing.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "platform/celery/control.h"
#include "platform/celery/events.h"
#include "platform/celery/ledger.h"
#include "platform/celery/revoked.h"
#include "platform/celery/worker.h"

namespace foyer::celery {

struct WorkerFacts {
  const WorkerOptions& options;
  const Ledger& ledger;
  const Revoked& revoked;
  const std::map<std::string, std::uint64_t, std::less<>>& totals;  ///< tasks that were run, by name
  std::vector<std::string> registered;
  std::string broker_host;
  std::uint16_t broker_port = 0;
  int database = 0;
  std::int64_t pid = 0;
  std::int64_t clock = 0;
  std::chrono::seconds uptime{0};
};

/// {"error": "KeyError('bogus')"} for what we do not do.
boost::json::value answer(const ControlRequest&, const WorkerFacts&);
boost::json::object unknown_method(std::string_view method);

}  // namespace foyer::celery
