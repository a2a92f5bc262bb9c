#include "platform/schema/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace foyer::schema {

void write_string(std::string& out, std::string_view text) {
  const auto stands_for_itself = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  out += '"';
  while (true) {
    const auto clean = static_cast<std::size_t>(std::ranges::find_if_not(text, stands_for_itself) - text.begin());
    out.append(text.substr(0, clean));
    if (clean == text.size()) break;
    const char odd = text[clean];
    text.remove_prefix(clean + 1);
    if (odd == '"' || odd == '\\') {
      out += '\\';
      out += odd;
    } else if (odd == '\n') {
      out += "\\n";
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(odd));
    }
  }
  out += '"';
}

Violation not_a_string() { return {"string_type", "Input should be a valid string"}; }
Violation missing() { return {"missing", "Field required"}; }

std::optional<std::string> Codec<std::string>::read(const json::value& value, Binder& binder) {
  if (const auto* text = value.if_string()) return std::string{text->data(), text->size()};
  binder.refuse(not_a_string());
  return std::nullopt;
}

std::optional<std::int64_t> Codec<std::int64_t>::read(const json::value& value, Binder& binder) {
  if (value.is_int64()) return value.get_int64();
  binder.refuse({"int_type", "Input should be a valid integer"});
  return std::nullopt;
}

void Codec<std::int64_t>::write(std::string& out, std::int64_t value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

std::optional<bool> Codec<bool>::read(const json::value& value, Binder& binder) {
  if (value.is_bool()) return value.get_bool();
  binder.refuse({"bool_type", "Input should be a valid boolean"});
  return std::nullopt;
}

namespace {

/// Exactly "YYYY-MM-DD" of a day that exists.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = -1;
    const char* end = text.data() + at + size;
    const auto [stop, error] = std::from_chars(text.data() + at, end, out);
    return error == std::errc{} && stop == end && text[at] != '-' ? out : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

}  // namespace

std::optional<std::chrono::year_month_day> Codec<std::chrono::year_month_day>::read(const json::value& value,
                                                                                    Binder& binder) {
  const auto* text = value.if_string();
  const auto date = text == nullptr ? std::nullopt : parse_date({text->data(), text->size()});
  if (!date) binder.refuse({"date_parsing", "Input should be a valid date in the format YYYY-MM-DD"});
  return date;
}

void Codec<std::chrono::year_month_day>::write(std::string& out, std::chrono::year_month_day date) {
  fmt::format_to(std::back_inserter(out), "\"{:04}-{:02}-{:02}\"", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<Email> Codec<Email>::read(const json::value& value, Binder& binder) {
  auto text = Codec<std::string>::read(value, binder);
  if (!text) return std::nullopt;
  auto email = Email::from(*text);
  if (!email) {
    binder.refuse(std::move(email.error()));
    return std::nullopt;
  }
  if (auto violation = binder.rules().check(*email)) {
    binder.refuse(std::move(*violation));
    return std::nullopt;
  }
  return std::move(*email);
}

std::optional<Password> Codec<Password>::read(const json::value& value, Binder& binder) {
  return read_text<Password>(value, binder);
}

std::optional<NewPassword> Codec<NewPassword>::read(const json::value& value, Binder& binder) {
  auto password = Codec<Password>::read(value, binder);
  if (!password) return std::nullopt;
  NewPassword wanted{std::move(*password)};
  if (auto violation = binder.rules().check(wanted)) {
    binder.refuse(std::move(*violation));
    return std::nullopt;
  }
  return wanted;
}

json::object Codec<NewPassword>::schema(Definitions& defs) {
  json::object out = Codec<Password>::schema(defs);
  out["minLength"] = 8;
  out["description"] =
      "At least 8 characters with an upper-case letter, a lower-case letter, a digit and a special character; "
      "or, with PASSWORD_POLICY=nist, at least 15 of any kind.";
  return out;
}

}  // namespace foyer::schema
