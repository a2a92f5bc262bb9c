#pragma once
// Task messages as Python writes them, to be spoilt by tests.

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>

#include "platform/crypto/encoding.h"

namespace foyer::celery {

inline constexpr std::string_view plain_body =
    R"([[1,"two"],{"three":[]},{"callbacks":null,"errbacks":null,"chain":null,"chord":null}])";

inline constexpr std::string_view message_without_body = R"text({
  "content-encoding": "utf-8", "content-type": "application/json",
  "headers": {"lang": "py", "task": "tasks.count", "id": "7603558c", "shadow": null, "eta": null, "expires": null,
    "group": null, "group_index": null, "retries": 0, "timelimit": [null, null], "root_id": "7603558c",
    "parent_id": null, "argsrepr": "(1, 'two')", "kwargsrepr": "{'three': []}", "origin": "gen1@vm",
    "ignore_result": false, "replaced_task_nesting": 0, "stamped_headers": null, "stamps": {}, "traceparent": "00-ab"},
  "properties": {"correlation_id": "7603558c", "reply_to": "90c88e7e", "delivery_mode": 2,
    "delivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 0, "body_encoding": "base64",
    "delivery_tag": "3c08668f"}})text";

inline boost::json::object message_of_python(std::string_view body = plain_body) {
  boost::json::object message = boost::json::parse(message_without_body).as_object();
  message["body"] = crypto::to_base64(body);
  return message;
}

inline std::string text_of(const boost::json::object& message) { return boost::json::serialize(message); }

}  // namespace foyer::celery
