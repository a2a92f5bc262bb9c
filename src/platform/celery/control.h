#pragma once
// Remote control: requests that clients broadcast, and the envelopes of our replies. Pure. Broadcasts are unsigned:
// whoever can write to Redis can send them, so nothing here may harm a worker.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foyer::celery {

struct ControlRequest {
  std::string method;
  boost::json::object arguments;
  std::optional<std::vector<std::string>> destination;  ///< nothing: everybody
  std::string pattern;                                  ///< empty: none
  std::string matcher;                                  ///< "glob" is the one we know
  std::string ticket;
  std::string reply_exchange;
  std::string reply_routing_key;  ///< empty: nobody waits for an answer
  std::int64_t clock = 0;
};

std::optional<ControlRequest> read_control(std::string_view text);
bool is_for(const ControlRequest&, const std::string& node) noexcept;
std::string write_control_reply(const ControlRequest&, std::string_view node, boost::json::value answer,
                                std::int64_t clock, std::string_view tag);

/// A request of ours: who answers it finds us under `reply_routing_key`.
std::string write_control_request(std::string_view method, boost::json::object arguments,
                                  std::string_view reply_routing_key, std::string_view ticket, std::int64_t clock,
                                  std::string_view tag);

/// The task ids that revoke and query_task name: one text or a list; of no other kind, and at most 1,000.
std::vector<std::string> named_ids(const boost::json::object& arguments, std::string_view member);

}  // namespace foyer::celery
