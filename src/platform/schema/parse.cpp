#include "platform/schema/parse.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>

namespace foyer::schema {
namespace {

namespace json = boost::json;

/// Builds the DOM as json::parser does, counting members as written: an object keeps the last of two equal names.
struct CountingHandler {
  static constexpr std::size_t max_object_size = 1000;
  static constexpr std::size_t max_array_size = 1000;
  static constexpr std::size_t max_key_size = 1000;
  static constexpr std::size_t max_string_size = 1 << 20;

  json::value_stack stack;
  std::size_t members = 0;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_object_end(std::size_t n, json::error_code&) {
    members += n;
    stack.push_object(n);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t n, json::error_code&) {
    stack.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view text, std::size_t, json::error_code&) {
    stack.push_chars(text);
    return true;
  }
  bool on_key(json::string_view text, std::size_t, json::error_code&) {
    stack.push_key(text);
    return true;
  }
  bool on_string_part(json::string_view text, std::size_t, json::error_code&) {
    stack.push_chars(text);
    return true;
  }
  bool on_string(json::string_view text, std::size_t, json::error_code&) {
    stack.push_string(text);
    return true;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t n, json::string_view, json::error_code&) {
    stack.push_int64(n);
    return true;
  }
  bool on_uint64(std::uint64_t n, json::string_view, json::error_code&) {
    stack.push_uint64(n);
    return true;
  }
  /// 1e400 is read as infinity, which JSON cannot say again.
  bool on_double(double n, json::string_view, json::error_code& failed) {
    if (!std::isfinite(n)) failed = json::error::exponent_overflow;
    if (failed) return false;
    stack.push_double(n);
    return true;
  }
  bool on_bool(bool b, json::error_code&) {
    stack.push_bool(b);
    return true;
  }
  bool on_null(json::error_code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

std::size_t members_kept(const json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += members_kept(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += members_kept(element);
  }
  return count;
}

}  // namespace

std::optional<json::value> parse_strict(std::string_view text, json::storage_ptr memory) {
  json::parse_options options;
  options.max_depth = 32;
  json::basic_parser<CountingHandler> parser{options};
  parser.handler().stack.reset(std::move(memory));
  json::error_code failed;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failed);
  if (failed || read != text.size() || !parser.done()) return std::nullopt;
  std::optional<json::value> value{parser.handler().stack.release()};
  if (members_kept(*value) != parser.handler().members) return std::nullopt;
  return value;
}

}  // namespace foyer::schema
