#include "platform/celery/envelope.h"

#include <boost/json/serialize.hpp>
#include <utility>

#include "core/text.h"
#include "platform/crypto/encoding.h"
#include "platform/schema/parse.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

std::string text_or_empty(const json::object& object, std::string_view name) {
  return std::string{text_member(object, name).value_or("")};
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value{} : json::value(text); }

}  // namespace

std::optional<std::string_view> text_member(const json::object& object, std::string_view name) noexcept {
  const json::value* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  const json::string& text = member->get_string();
  return std::string_view{text.data(), text.size()};
}

bool absent(const json::object& object, std::string_view name) noexcept {
  const json::value* member = object.if_contains(name);
  return member == nullptr || member->is_null();
}

bool is_plain(std::string_view text) noexcept { return !text.empty() && text.size() <= 255 && !has_controls(text); }

std::optional<Envelope> read_envelope(std::string_view text) {
  if (text.size() > longest_message) return std::nullopt;
  auto value = schema::parse_strict(text);
  if (!value || !value->is_object()) return std::nullopt;
  json::object& object = value->get_object();
  json::value* headers = object.if_contains("headers");
  json::value* properties = object.if_contains("properties");
  const auto body = text_member(object, "body");
  if (headers == nullptr || !headers->is_object() || properties == nullptr || !properties->is_object() || !body) {
    return std::nullopt;
  }
  return Envelope{.content_type = text_or_empty(object, "content-type"),
                  .content_encoding = text_or_empty(object, "content-encoding"),
                  .headers = std::move(headers->get_object()),
                  .properties = std::move(properties->get_object()),
                  .body = std::string{*body}};
}

std::optional<std::string> body_text(const Envelope& envelope) {
  if (!absent(envelope.headers, "compression")) return std::nullopt;
  const auto encoding = text_member(envelope.properties, "body_encoding");
  if (encoding == "base64") return crypto::from_base64(envelope.body);
  if (encoding) return std::nullopt;
  return envelope.body;
}

std::string write_envelope(std::string_view body, json::object headers, const Postmark& mark, std::string_view tag) {
  json::object info;
  info["exchange"] = mark.exchange;
  info["routing_key"] = mark.routing_key;
  json::object properties;
  properties.reserve(8);
  if (!mark.correlation_id.empty()) {
    properties["correlation_id"] = mark.correlation_id;
    properties["reply_to"] = text_or_null(mark.reply_to);
  }
  properties["delivery_mode"] = mark.delivery_mode;
  properties["delivery_info"] = std::move(info);
  properties["priority"] = mark.priority;
  properties["body_encoding"] = "base64";
  properties["delivery_tag"] = tag;
  json::object message;
  message.reserve(5);
  message["body"] = crypto::to_base64(body);
  message["content-encoding"] = "utf-8";
  message["content-type"] = "application/json";
  message["headers"] = std::move(headers);
  message["properties"] = std::move(properties);
  return json::serialize(message);
}

}  // namespace foyer::celery
