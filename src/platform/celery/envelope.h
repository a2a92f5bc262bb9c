#pragma once
// What kombu wraps around every message in Redis: headers, properties and a body in Base64.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace foyer::celery {

/// Bytes of one message that we read; a longer one is not looked into.
inline constexpr std::size_t longest_message = std::size_t{1} << 20U;

struct Envelope {
  std::string content_type;
  std::string content_encoding;
  boost::json::object headers;
  boost::json::object properties;
  std::string body;  ///< as it travels, see `body_text`
};

/// Strict JSON (schema/parse.h) with headers, properties and body of the right kinds; nothing otherwise.
std::optional<Envelope> read_envelope(std::string_view text);
/// The body as its writer had it; nothing if its encoding is broken, unknown or compressed.
std::optional<std::string> body_text(const Envelope&);

/// Where a message goes and how much it matters.
struct Postmark {
  std::string exchange;
  std::string routing_key;
  int priority = 0;
  int delivery_mode = 2;  ///< 1 is transient, 2 persistent
  std::string correlation_id{};
  std::string reply_to{};
};

/// Full set of fields, JSON body in Base64, under `tag`.
std::string write_envelope(std::string_view body, boost::json::object headers, const Postmark&, std::string_view tag);

/// A member that is a text; nothing if it is missing or of another kind.
std::optional<std::string_view> text_member(const boost::json::object&, std::string_view name) noexcept;
/// True if the member is missing or null.
bool absent(const boost::json::object&, std::string_view name) noexcept;
/// One line that is fit to be a name or an id: 1 to 255 bytes without controls.
bool is_plain(std::string_view) noexcept;

}  // namespace foyer::celery
