#include "platform/celery/control.h"

#include <fnmatch.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "platform/celery/envelope.h"
#include "platform/schema/parse.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

constexpr std::size_t most_names = 1000;
constexpr std::string_view reply_exchange = "reply.celery.pidbox";

std::string plain_or_empty(const json::object& object, std::string_view name) {
  const auto text = text_member(object, name);
  return text && is_plain(*text) ? std::string{*text} : std::string{};
}

std::vector<std::string> names_in(const json::array& list) {
  std::vector<std::string> names;
  for (const json::value& element : list) {
    if (element.is_string() && names.size() < most_names) names.emplace_back(std::string_view{element.get_string()});
  }
  return names;
}

}  // namespace

std::optional<ControlRequest> read_control(std::string_view text) {
  const auto envelope = read_envelope(text);
  if (!envelope || envelope->content_type != "application/json") return std::nullopt;
  const auto body = body_text(*envelope);
  auto parsed = body ? schema::parse_strict(*body) : std::nullopt;
  if (!parsed || !parsed->is_object()) return std::nullopt;
  json::object& request = parsed->get_object();
  ControlRequest out;
  out.method = plain_or_empty(request, "method");
  if (out.method.empty()) return std::nullopt;
  if (json::value* arguments = request.if_contains("arguments"); arguments != nullptr && arguments->is_object()) {
    out.arguments = std::move(arguments->get_object());
  }
  if (const json::value* to = request.if_contains("destination"); to != nullptr && to->is_array()) {
    out.destination = names_in(to->get_array());
  } else if (!absent(request, "destination")) {
    return std::nullopt;
  }
  if (!absent(request, "pattern")) {
    out.pattern = plain_or_empty(request, "pattern");
    out.matcher = plain_or_empty(request, "matcher");
    if (out.pattern.empty()) return std::nullopt;
  }
  out.ticket = plain_or_empty(request, "ticket");
  if (const json::value* reply = request.if_contains("reply_to"); reply != nullptr && reply->is_object()) {
    out.reply_exchange = plain_or_empty(reply->get_object(), "exchange");
    out.reply_routing_key = plain_or_empty(reply->get_object(), "routing_key");
  }
  if (const json::value* clock = envelope->headers.if_contains("clock"); clock != nullptr && clock->is_int64()) {
    out.clock = clock->get_int64();
  }
  return out;
}

bool is_for(const ControlRequest& request, const std::string& node) noexcept {
  if (request.destination) return std::ranges::find(*request.destination, node) != request.destination->end();
  if (request.pattern.empty()) return true;
  return request.matcher == "glob" && ::fnmatch(request.pattern.c_str(), node.c_str(), 0) == 0;
}

std::string write_control_reply(const ControlRequest& request, std::string_view node, json::value answer,
                                std::int64_t clock, std::string_view tag) {
  json::object body;
  body[node] = std::move(answer);
  json::object headers;
  headers["ticket"] = request.ticket;
  headers["clock"] = clock;
  return write_envelope(
      json::serialize(body), std::move(headers),
      {.exchange = request.reply_exchange, .routing_key = request.reply_routing_key, .delivery_mode = 1}, tag);
}

std::string write_control_request(std::string_view method, json::object arguments, std::string_view reply_routing_key,
                                  std::string_view ticket, std::int64_t clock, std::string_view tag) {
  json::object reply_to;
  reply_to["exchange"] = reply_exchange;
  reply_to["routing_key"] = reply_routing_key;
  json::object body;
  body["method"] = method;
  body["arguments"] = std::move(arguments);
  for (const auto* none : {"destination", "pattern", "matcher"}) body[none] = nullptr;
  body["ticket"] = ticket;
  body["reply_to"] = std::move(reply_to);
  json::object headers;
  headers["clock"] = clock;
  return write_envelope(json::serialize(body), std::move(headers),
                        {.exchange = "celery.pidbox", .routing_key = "", .delivery_mode = 2}, tag);
}

std::vector<std::string> named_ids(const json::object& arguments, std::string_view member) {
  const json::value* ids = arguments.if_contains(member);
  if (ids == nullptr) return {};
  if (ids->is_array()) return names_in(ids->get_array());
  if (ids->is_string()) return {std::string{std::string_view{ids->get_string()}}};
  return {};
}

}  // namespace foyer::celery
