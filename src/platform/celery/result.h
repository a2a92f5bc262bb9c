#pragma once
// Results as Celery's backend for Redis stores them (key celery-task-meta-<id>). Pure.

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "platform/celery/task.h"

namespace foyer::celery {

/// The task a result belongs to.
struct Subject {
  std::string_view id;
  std::string_view parent_id{};
  std::string_view group{};
};

std::string success_meta(const Subject&, const boost::json::value& result, Time now);
std::string failure_meta(const Subject&, const Failure&, Time now);
std::string retry_meta(const Subject&, const Failure&);
/// `reason` is "expired" or "revoked".
std::string revoked_meta(const Subject&, std::string_view reason, Time now);

}  // namespace foyer::celery
