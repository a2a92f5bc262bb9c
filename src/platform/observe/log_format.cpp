#include "platform/observe/log_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "core/text.h"

namespace foyer::log {
namespace {

/// One step through bytes that may or may not be UTF-8.
struct Piece {
  std::string_view bytes;
  std::uint32_t code_point;
  bool valid;
};

Piece next_piece(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {text.substr(0, 1), lead, true};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const std::string_view bytes = text.substr(0, length);
  if (bytes.size() != length || !is_utf8(bytes)) return {text.substr(0, 1), lead, false};
  std::uint32_t code_point = lead & (0x7FU >> length);
  for (const char c : bytes.substr(1)) code_point = code_point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return {bytes, code_point, true};
}

bool is_control(std::uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/// Ends a line, or makes text read in another order than it is stored (https://www.unicode.org/reports/tr36/).
bool misleads_readers(std::uint32_t c) {
  return c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xFEFF;
}

bool is_plain(const Piece& piece) {
  return piece.valid && !is_control(piece.code_point) && !misleads_readers(piece.code_point);
}

/// How many bytes at the start of `text` stand in every kind of line as they are. Nearly always all of them.
std::size_t harmless_prefix(std::string_view text) noexcept {
  const auto* const end = std::ranges::find_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || byte == '"' || byte == '\\' || byte == '=';
  });
  return static_cast<std::size_t>(end - text.begin());
}

void append_text_piece(std::string& out, const Piece& piece) {
  const auto end = std::back_inserter(out);
  if (!piece.valid) {
    fmt::format_to(end, "\\x{:02x}", piece.code_point);
  } else if (piece.code_point == '"' || piece.code_point == '\\') {
    out += '\\';
    out += piece.bytes;
  } else if (piece.code_point == '\n') {
    out += "\\n";
  } else if (piece.code_point == '\r') {
    out += "\\r";
  } else if (piece.code_point == '\t') {
    out += "\\t";
  } else if (is_control(piece.code_point)) {
    fmt::format_to(end, "\\x{:02x}", piece.code_point);
  } else if (misleads_readers(piece.code_point)) {
    fmt::format_to(end, "\\u{{{:x}}}", piece.code_point);
  } else {
    out += piece.bytes;
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    append_text_piece(out, piece);
    text.remove_prefix(piece.bytes.size());
  }
  out += '"';
}

bool all_plain(std::string_view text) {
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    if (!is_plain(piece)) return false;
    text.remove_prefix(piece.bytes.size());
  }
  return true;
}

void append_message(std::string& out, std::string_view message) {
  // A message with "  a=b" in it would read as one with a field.
  const bool bare = message.find_first_of("\"\\=") == std::string_view::npos && !message.contains("  ") &&
                    !message.ends_with(' ') && !message.starts_with(' ') && all_plain(message);
  if (bare) {
    out += message;
  } else {
    append_quoted(out, message);
  }
}

void append_text_value(std::string& out, std::string_view value) {
  const bool usual = !value.empty() && harmless_prefix(value) == value.size();
  const bool bare =
      usual || (!value.empty() && value.find_first_of(" \"\\=") == std::string_view::npos && all_plain(value));
  if (bare) {
    out += value;
  } else {
    append_quoted(out, value);
  }
}

void append_text_name(std::string& out, std::string_view name) {
  for (const char c : name) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    out += allowed ? c : '_';
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t harmless = harmless_prefix(text);
    out += text.substr(0, harmless);
    text.remove_prefix(harmless);
    if (text.empty()) break;
    const Piece piece = next_piece(text);
    text.remove_prefix(piece.bytes.size());
    if (!piece.valid) {
      out += "\\ufffd";
    } else if (piece.code_point == '"' || piece.code_point == '\\') {
      out += '\\';
      out += piece.bytes;
    } else if (!is_plain(piece)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", piece.code_point);
    } else {
      out += piece.bytes;
    }
  }
  out += '"';
}

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

void append_number_or_flag(std::string& out, const auto& value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_text_field(std::string& out, const Field& field) {
  append_text_name(out, field.name);
  out += '=';
  std::visit(Overloaded{[&](std::string_view text) { append_text_value(out, text); },
                        [&](const auto& value) { append_number_or_flag(out, value); }},
             field.value);
}

void append_json_field(std::string& out, const Field& field) {
  out += ',';
  append_json_string(out, field.name);
  out += ':';
  std::visit(Overloaded{[&](std::string_view text) { append_json_string(out, text); },
                        [&](double number) {
                          // JSON has no word for these (https://www.rfc-editor.org/rfc/rfc8259#section-6).
                          if (std::isfinite(number)) {
                            append_number_or_flag(out, number);
                          } else {
                            out += "null";
                          }
                        },
                        [&](const auto& value) { append_number_or_flag(out, value); }},
             field.value);
}

/// Room for a request's line, so that it need not grow on the way.
constexpr std::size_t usual_length = 256;

struct LevelWords {
  std::string_view text;
  std::string_view json;
  std::string_view colour;
};

LevelWords words_of(Level level) {
  switch (level) {
    case Level::debug:
      return {"debug", "debug", "\x1b[2m"};
    case Level::info:
      return {"info ", "info", "\x1b[32m"};
    case Level::warning:
      return {"warn ", "warning", "\x1b[33m"};
    case Level::error:
    case Level::off:
      break;
  }
  return {"error", "error", "\x1b[31m"};
}

}  // namespace

std::string format_text(const Line& line, Colours colours) {
  const LevelWords words = words_of(line.level);
  std::string out = to_rfc3339(line.time);
  out.reserve(usual_length);
  out += ' ';
  if (colours == Colours::yes) out += words.colour;
  out += words.text;
  if (colours == Colours::yes) out += "\x1b[0m";
  out += ' ';
  append_message(out, line.message);
  std::string_view separator = "  ";
  for (const Field& field : line.fields) {
    out += separator;
    separator = " ";
    append_text_field(out, field);
  }
  return out;
}

std::string format_json(const Line& line) {
  std::string out =
      fmt::format(R"({{"time":"{}","level":"{}","message":)", to_rfc3339(line.time), words_of(line.level).json);
  append_json_string(out, line.message);
  for (const Field& field : line.fields) append_json_field(out, field);
  out += '}';
  return out;
}

}  // namespace foyer::log
