#include "platform/celery/message.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "platform/celery/names.h"
#include "platform/celery/python_repr.h"
#include "platform/celery/time_text.h"
#include "platform/schema/parse.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 24> protocol_headers{"lang",
                                                            "task",
                                                            "id",
                                                            "shadow",
                                                            "eta",
                                                            "expires",
                                                            "group",
                                                            "group_index",
                                                            "retries",
                                                            "timelimit",
                                                            "root_id",
                                                            "parent_id",
                                                            "argsrepr",
                                                            "kwargsrepr",
                                                            "origin",
                                                            "stamps",
                                                            "ignore_result",
                                                            "replaced_task_nesting",
                                                            "redelivered",
                                                            "compression",
                                                            "errbacks",
                                                            "callbacks",
                                                            "stamped_headers",
                                                            "delivery_info"};
constexpr std::size_t most_headers = 32;
constexpr std::size_t longest_header = 1024;
constexpr std::size_t longest_repr = 1024;

bool is_protocol_header(std::string_view name) {
  return std::ranges::find(protocol_headers, name) != protocol_headers.end();
}

std::string plain_or_empty(const json::object& object, std::string_view name) {
  const auto text = text_member(object, name);
  return text && is_plain(*text) ? std::string{*text} : std::string{};
}

bool is_true(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

/// A member that may be missing, but not of another kind or outside 0 … most.
std::optional<int> count_member(const json::object& object, std::string_view name, int most) {
  if (absent(object, name)) return 0;
  const json::value& member = *object.if_contains(name);
  if (!member.is_int64() || member.get_int64() < 0 || member.get_int64() > most) return std::nullopt;
  return static_cast<int>(member.get_int64());
}

/// False if there is something that is no time.
bool read_time(const json::object& headers, std::string_view name, std::optional<Time>& out) {
  if (absent(headers, name)) return true;
  const auto text = text_member(headers, name);
  if (text) out = from_iso8601(*text);
  return out.has_value();
}

std::optional<std::chrono::seconds> shorter_limit(const json::object& headers) {
  std::optional<std::chrono::seconds> shorter;
  const json::value* limits = headers.if_contains("timelimit");
  if (limits == nullptr || !limits->is_array()) return shorter;
  for (const json::value& limit : limits->get_array()) {
    if (!limit.is_number()) continue;
    const auto seconds = limit.to_number<double>();
    if (!(seconds > 0 && seconds < 1e9)) continue;
    const std::chrono::seconds whole{static_cast<std::int64_t>(seconds)};
    shorter = shorter ? std::min(*shorter, whole) : whole;
  }
  return shorter;
}

Headers other_headers(const json::object& headers) {
  Headers out;
  for (const auto& header : headers) {
    if (!header.value().is_string() || is_protocol_header(header.key())) continue;
    const json::string& text = header.value().get_string();
    if (text.size() > longest_header || out.size() == most_headers) continue;
    out.emplace(header.key(), std::string{text.data(), text.size()});
  }
  return out;
}

std::string repr_member(const json::object& headers, std::string_view name) {
  const auto text = text_member(headers, name);
  return text && text->size() <= longest_repr ? std::string{*text} : std::string{"..."};
}

bool read_delivery(const json::object& properties, TaskMessage& out) {
  const auto tag = text_member(properties, "delivery_tag");
  const auto priority = count_member(properties, "priority", 255);
  const json::value* info = properties.if_contains("delivery_info");
  if (!tag || !is_plain(*tag) || !priority || info == nullptr || !info->is_object()) return false;
  out.tag = *tag;
  out.priority = std::min(*priority, least_urgent);
  out.exchange = plain_or_empty(info->get_object(), "exchange");
  out.routing_key = plain_or_empty(info->get_object(), "routing_key");
  out.redelivered = is_true(info->get_object(), "redelivered");
  return true;
}

bool read_headers(const json::object& headers, TaskMessage& out) {
  const auto retries = count_member(headers, "retries", 1'000'000);
  if (!retries || !read_time(headers, "eta", out.eta) || !read_time(headers, "expires", out.expires)) return false;
  out.retries = *retries;
  out.root_id = plain_or_empty(headers, "root_id");
  out.parent_id = plain_or_empty(headers, "parent_id");
  out.group = plain_or_empty(headers, "group");
  out.time_limit = shorter_limit(headers);
  out.args_repr = repr_member(headers, "argsrepr");
  out.kwargs_repr = repr_member(headers, "kwargsrepr");
  out.headers = other_headers(headers);
  return true;
}

/// What is wrong with the body, or nothing.
std::optional<Defective> read_body(const std::string& text, TaskMessage& out) {
  auto body = schema::parse_strict(text);
  if (!body || !body->is_array() || body->get_array().size() != 3) return Defective{Defect::malformed, "body"};
  json::array& parts = body->get_array();
  if (!parts[0].is_array() || !parts[1].is_object()) return Defective{Defect::malformed, "arguments"};
  if (!parts[2].is_object() && !parts[2].is_null()) return Defective{Defect::malformed, "embed"};
  if (asks_for_more(parts[2])) return Defective{Defect::unsupported, "chord, callbacks, errbacks and chain"};
  out.args = std::move(parts[0].get_array());
  out.kwargs = std::move(parts[1].get_object());
  return std::nullopt;
}

bool is_utf8_name(std::string_view encoding) {
  return encoding == "utf-8" || encoding == "UTF-8" || encoding == "utf8" || encoding == "us-ascii";
}

std::optional<Defective> read_all(const Envelope& envelope, TaskMessage& out) {
  if (envelope.content_type != "application/json" || !is_utf8_name(envelope.content_encoding)) {
    return Defective{Defect::content_type, is_plain(envelope.content_type) ? envelope.content_type : "none"};
  }
  if (!absent(envelope.headers, "compression")) return Defective{Defect::compressed, "compressed body"};
  if (!read_delivery(envelope.properties, out)) return Defective{Defect::malformed, "properties"};
  if (!read_headers(envelope.headers, out)) return Defective{Defect::malformed, "headers"};
  const auto body = body_text(envelope);
  if (!body) return Defective{Defect::malformed, "body"};
  return read_body(*body, out);
}

json::value time_or_null(const std::optional<Time>& at) { return at ? json::value(to_iso8601(*at)) : json::value{}; }

}  // namespace

bool asks_for_more(const json::value& embed) noexcept {
  const json::object* parts = embed.if_object();
  if (parts == nullptr) return false;
  return std::ranges::any_of(std::array{"chord", "callbacks", "errbacks", "chain"}, [&](std::string_view name) {
    const json::value* part = parts->if_contains(name);
    if (part == nullptr || part->is_null()) return false;
    const json::array* list = part->if_array();
    return list == nullptr || !list->empty();
  });
}

std::expected<TaskMessage, Defective> read_task(std::string raw) {
  const auto envelope = read_envelope(raw);
  if (!envelope) return std::unexpected(Defective{});
  TaskMessage message;
  message.id = plain_or_empty(envelope->headers, "id");
  message.name = plain_or_empty(envelope->headers, "task");
  message.ignore_result = is_true(envelope->headers, "ignore_result");
  if (message.id.empty() || message.name.empty()) return std::unexpected(Defective{});
  if (auto wrong = read_all(*envelope, message)) {
    wrong->id = message.id;
    wrong->name = message.name;
    wrong->ignore_result = message.ignore_result;
    return std::unexpected(std::move(*wrong));
  }
  message.raw = std::move(raw);
  return message;
}

std::string write_task(const NewTask& task, std::string_view queue, std::string_view origin, std::string_view tag) {
  const json::value args(task.args);
  const json::value kwargs(task.kwargs);
  json::object headers;
  headers.reserve(24);
  headers["lang"] = "py";
  headers["task"] = task.name;
  headers["id"] = task.id;
  headers["shadow"] = nullptr;
  headers["eta"] = time_or_null(task.eta);
  headers["expires"] = time_or_null(task.expires);
  headers["group"] = nullptr;
  headers["group_index"] = nullptr;
  headers["retries"] = 0;
  headers["timelimit"] = json::array{nullptr, nullptr};
  headers["root_id"] = task.id;
  headers["parent_id"] = nullptr;
  headers["argsrepr"] = task.args_repr.value_or(python_repr(args));
  headers["kwargsrepr"] = task.kwargs_repr.value_or(python_repr(kwargs));
  headers["origin"] = origin;
  headers["ignore_result"] = task.ignore_result;
  headers["replaced_task_nesting"] = 0;
  headers["stamped_headers"] = nullptr;
  headers["stamps"] = json::object{};
  for (const auto& [name, text] : task.headers) {
    if (!is_protocol_header(name)) headers[name] = text;
  }
  json::object embed;
  for (const auto* part : {"callbacks", "errbacks", "chain", "chord"}) embed[part] = nullptr;
  json::array body;
  body.reserve(3);
  body.push_back(args);
  body.push_back(kwargs);
  body.push_back(std::move(embed));
  const Postmark mark{.exchange = "",
                      .routing_key = std::string{queue},
                      .priority = std::clamp(task.priority, 0, least_urgent),
                      .correlation_id = task.id};
  return write_envelope(json::serialize(body), std::move(headers), mark, tag);
}

std::string write_retry(const TaskMessage& message, Time eta, std::string_view tag) {
  json::value again = json::parse(message.raw);
  json::object& headers = again.at("headers").as_object();
  headers["retries"] = message.retries + 1;
  headers["eta"] = to_iso8601(eta);
  headers["parent_id"] = message.id;
  headers.erase("redelivered");
  json::object& properties = again.at("properties").as_object();
  properties["delivery_tag"] = tag;
  properties.at("delivery_info").as_object().erase("redelivered");
  return json::serialize(again);
}

std::string entry_end(std::string_view queue) { return R"(, "", )" + json::serialize(json::value(queue)) + "]"; }

std::optional<Restored> restore(std::string_view entry) {
  auto parsed = schema::parse_strict(entry);
  if (!parsed || !parsed->is_array() || parsed->get_array().size() != 3) return std::nullopt;
  json::array& parts = parsed->get_array();
  if (!parts[0].is_object() || !parts[1].is_string() || !parts[2].is_string()) return std::nullopt;
  std::string exchange{std::string_view{parts[1].get_string()}};
  std::string routing_key{std::string_view{parts[2].get_string()}};
  if (!is_plain(routing_key)) return std::nullopt;
  json::object& message = parts[0].get_object();
  json::value* headers = message.if_contains("headers");
  json::value* properties = message.if_contains("properties");
  if (headers == nullptr || !headers->is_object() || properties == nullptr || !properties->is_object()) {
    return std::nullopt;
  }
  json::value* info = properties->get_object().if_contains("delivery_info");
  if (info == nullptr || !info->is_object()) return std::nullopt;
  headers->get_object()["redelivered"] = true;
  info->get_object()["redelivered"] = true;
  const int priority = count_member(properties->get_object(), "priority", 255).value_or(0);
  return Restored{json::serialize(message), std::move(exchange), std::move(routing_key),
                  std::min(priority, least_urgent)};
}

}  // namespace foyer::celery
