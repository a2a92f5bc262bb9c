#pragma once
// How each type is read from JSON, written to JSON and described in JSON Schema 2020-12. A type takes part in the API
// by having a Codec; described structs and enums get theirs from the description.
//
//   static std::optional<T> read(const json::value&, Binder&)   nothing if refused; the Binder knows why
//   static void write(std::string& out, const T&)               appends JSON text
//   static json::object schema(Definitions&)                    the type's schema

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/email.h"
#include "core/ids.h"
#include "core/password.h"
#include "core/text.h"
#include "core/token_text.h"
#include "platform/schema/binder.h"

namespace foyer::schema {

namespace json = boost::json;

/// Named schemas gathered while describing, the document's #/components/schemas.
using Definitions = std::map<std::string, json::object>;

template <class T>
struct Codec;

/// A member that may be absent (leave as it is), null (clear) or a value (set): what PATCH needs.
template <class T>
struct Patch {
  bool given = false;
  std::optional<T> value{};
};

/// Appends a quoted, escaped JSON string.
void write_string(std::string& out, std::string_view text);

Violation not_a_string();
Violation missing();

template <>
struct Codec<std::string> {
  static std::optional<std::string> read(const json::value&, Binder&);
  static void write(std::string& out, std::string_view text) { write_string(out, text); }
  static json::object schema(Definitions&) { return {{"type", "string"}}; }
};

template <>
struct Codec<std::int64_t> {
  static std::optional<std::int64_t> read(const json::value&, Binder&);
  static void write(std::string& out, std::int64_t value);
  static json::object schema(Definitions&) { return {{"type", "integer"}, {"examples", {1}}}; }
};

template <>
struct Codec<bool> {
  static std::optional<bool> read(const json::value&, Binder&);
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static json::object schema(Definitions&) { return {{"type", "boolean"}}; }
};

template <>
struct Codec<std::chrono::seconds> {
  static void write(std::string& out, std::chrono::seconds value) { Codec<std::int64_t>::write(out, value.count()); }
  static json::object schema(Definitions&) {
    return {{"type", "integer"}, {"description", "seconds"}, {"examples", {1800}}};
  }
};

template <>
struct Codec<Time> {
  static void write(std::string& out, Time value) { write_string(out, to_rfc3339(value)); }
  static json::object schema(Definitions&) {
    return {{"type", "string"}, {"format", "date-time"}, {"examples", {"2026-11-23T20:15:00.000Z"}}};
  }
};

/// A calendar date, "1990-04-23" (https://www.rfc-editor.org/rfc/rfc3339#section-5.6, full-date).
template <>
struct Codec<std::chrono::year_month_day> {
  static std::optional<std::chrono::year_month_day> read(const json::value&, Binder&);
  static void write(std::string& out, std::chrono::year_month_day);
  static json::object schema(Definitions&) {
    return {{"type", "string"}, {"format", "date"}, {"examples", {"1990-04-23"}}};
  }
};

template <>
struct Codec<Email> {
  static std::optional<Email> read(const json::value&, Binder&);
  static void write(std::string& out, const Email& email) { write_string(out, email.str()); }
  static json::object schema(Definitions&) {
    return {
        {"type", "string"}, {"format", "email"}, {"maxLength", Email::max_length}, {"examples", {"olena@example.com"}}};
  }
};

template <>
struct Codec<Password> {
  static std::optional<Password> read(const json::value&, Binder&);
  static json::object schema(Definitions&) {
    return {{"type", "string"},
            {"format", "password"},
            {"minLength", 1},
            {"maxLength", Password::max_code_points},
            {"pattern", R"(^[^\u0000-\u001f\u007f]*$)"},
            {"examples", {"Popcorn&Velvet7"}}};
  }
};

template <>
struct Codec<NewPassword> {
  static std::optional<NewPassword> read(const json::value&, Binder&);
  static json::object schema(Definitions&);
};

/// A T from a JSON string, as T::from takes it.
template <class T>
std::optional<T> read_text(const json::value& value, Binder& binder) {
  auto text = Codec<std::string>::read(value, binder);
  if (!text) return std::nullopt;
  auto taken = T::from(std::move(*text));
  if (taken) return std::move(*taken);
  binder.refuse(std::move(taken.error()));
  return std::nullopt;
}

template <>
struct Codec<TokenText> {
  static std::optional<TokenText> read(const json::value& value, Binder& binder) {
    return read_text<TokenText>(value, binder);
  }
  static json::object schema(Definitions&) {
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", TokenText::max_bytes}};
  }
};

/// What Text refuses, as a pattern (https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3).
constexpr const char* plain_text(Lines kind) {
  return kind == Lines::single
             ? R"(^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$)"
             : R"(^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$)";
}

template <std::size_t Min, std::size_t Max, Lines kind>
struct Codec<Text<Min, Max, kind>> {
  using T = Text<Min, Max, kind>;
  static std::optional<T> read(const json::value& value, Binder& binder) { return read_text<T>(value, binder); }
  static void write(std::string& out, const T& text) { write_string(out, text.str()); }
  static json::object schema(Definitions&) {
    json::object out{{"type", "string"}, {"maxLength", Max}, {"pattern", plain_text(kind)}};
    if (Min > 0) out["minLength"] = Min;
    return out;
  }
};

template <class Tag>
struct Codec<NumericId<Tag>> {
  static void write(std::string& out, NumericId<Tag> id) { Codec<std::int64_t>::write(out, id.value); }
  static json::object schema(Definitions& defs) { return Codec<std::int64_t>::schema(defs); }
};

template <class T>
struct Codec<std::optional<T>> {
  static std::optional<std::optional<T>> read(const json::value& value, Binder& binder) {
    if (value.is_null()) return std::optional<T>{};
    auto inner = Codec<T>::read(value, binder);
    if (!inner) return std::nullopt;
    return std::optional<T>{std::move(*inner)};
  }
  static void write(std::string& out, const std::optional<T>& value) {
    if (value) {
      Codec<T>::write(out, *value);
    } else {
      out += "null";
    }
  }
  static json::object schema(Definitions& defs) {
    return {{"anyOf", {Codec<T>::schema(defs), json::object{{"type", "null"}}}}};
  }
};

template <class T>
struct Codec<Patch<T>> {
  static std::optional<Patch<T>> read(const json::value& value, Binder& binder) {
    auto inner = Codec<std::optional<T>>::read(value, binder);
    if (!inner) return std::nullopt;
    return Patch<T>{true, std::move(*inner)};
  }
  static json::object schema(Definitions& defs) { return Codec<std::optional<T>>::schema(defs); }
};

template <class T>
struct Codec<std::vector<T>> {
  static void write(std::string& out, const std::vector<T>& values) {
    out += '[';
    for (const T& value : values) {
      if (out.back() != '[') out += ',';
      Codec<T>::write(out, value);
    }
    out += ']';
  }
  static json::object schema(Definitions& defs) { return {{"type", "array"}, {"items", Codec<T>::schema(defs)}}; }
};

}  // namespace foyer::schema
