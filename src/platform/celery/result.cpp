#include "platform/celery/result.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "platform/celery/time_text.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

json::object error_of(std::string_view type, std::string_view message, std::string_view module) {
  json::object error;
  error["exc_type"] = type;
  error["exc_message"] = json::array{message};
  error["exc_module"] = module;
  return error;
}

std::string meta(const Subject& subject, std::string_view status, json::value result, json::array children,
                 json::value date_done) {
  json::object out;
  out.reserve(8);
  out["status"] = status;
  out["result"] = std::move(result);
  out["traceback"] = nullptr;
  out["children"] = std::move(children);
  out["date_done"] = std::move(date_done);
  out["task_id"] = subject.id;
  if (!subject.parent_id.empty()) out["parent_id"] = subject.parent_id;
  if (!subject.group.empty()) out["group_id"] = subject.group;
  return json::serialize(out);
}

json::value done_at(Time now) { return json::value(to_iso8601(now)); }

}  // namespace

std::string success_meta(const Subject& subject, const json::value& result, Time now) {
  return meta(subject, "SUCCESS", result, {}, done_at(now));
}

std::string failure_meta(const Subject& subject, const Failure& failure, Time now) {
  return meta(subject, "FAILURE", error_of(failure.exc_type, failure.exc_message, failure.exc_module), {},
              done_at(now));
}

std::string retry_meta(const Subject& subject, const Failure& why) {
  // The task is its own child: [[id, parent], children].
  json::array name;
  name.push_back(json::value(subject.id));
  name.push_back(nullptr);
  json::array child;
  child.push_back(std::move(name));
  child.push_back(nullptr);
  json::array children;
  children.push_back(std::move(child));
  return meta(subject, "RETRY", error_of(why.exc_type, why.exc_message, why.exc_module), std::move(children), nullptr);
}

std::string revoked_meta(const Subject& subject, std::string_view reason, Time now) {
  return meta(subject, "REVOKED", error_of("TaskRevokedError", reason, "celery.exceptions"), {}, done_at(now));
}

}  // namespace foyer::celery
