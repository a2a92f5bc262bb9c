#include "platform/http/writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/http/ascii.h"
#include "platform/http/problem.h"
#include "platform/observe/log.h"

namespace foyer::http {
namespace {

struct Default {
  std::string_view name;
  std::string_view line;
};

constexpr std::array defaults{
    Default{"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    Default{"Referrer-Policy", "Referrer-Policy: no-referrer\r\n"},
    Default{"Cache-Control", "Cache-Control: no-store\r\n"},
    Default{"Content-Security-Policy", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"},
    Default{"Cross-Origin-Resource-Policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
};
constexpr Default strict_transport{"Strict-Transport-Security",
                                   "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"};

/// A second length or date, or a banner, would come from a handler by mistake.
constexpr std::array<std::string_view, 7> of_the_connection{"Content-Length", "Transfer-Encoding", "Connection", "Date",
                                                            "Content-Type",   "X-Request-Id",      "Server"};

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool sets(const Response& response, std::string_view name) noexcept {
  return std::ranges::any_of(response.headers, [&](const Header& header) { return same_word(header.name, name); });
}

bool may_send(const Header& header, std::string_view request_id) {
  const bool reserved = std::ranges::any_of(of_the_connection, [&](auto name) { return same_word(name, header.name); });
  if (!reserved && is_field(header.name, header.value)) return true;
  log::error("response header dropped", {{"header", header.name}, {"request_id", request_id}});
  return false;
}

}  // namespace

bool is_field(std::string_view name, std::string_view value) noexcept {
  const auto in_token = [](char c) {
    return c > 0x20 && c < 0x7F && std::string_view{"\"(),/:;<=>?@[\\]{}"}.find(c) == std::string_view::npos;
  };
  const auto in_value = [](char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\t'; };
  return !name.empty() && std::ranges::all_of(name, in_token) && std::ranges::all_of(value, in_value);
}

bool has_content(unsigned status) noexcept { return status >= 200 && status != 204 && status != 304; }

void write_head(std::string& out, const Response& response, const AnswerFacts& facts) {
  out.assign("HTTP/1.1 ");
  append_number(out, response.status);
  out += ' ';
  out.append(reason_of(response.status)).append("\r\n");
  append_field(out, "Date", facts.date);
  if (has_content(response.status)) {
    if (!response.content_type.empty() && is_field("Content-Type", response.content_type))
      append_field(out, "Content-Type", response.content_type);
    out.append("Content-Length: ");
    append_number(out, response.content().size());
    out.append("\r\n");
  }
  if (!facts.keep_alive)
    out.append("Connection: close\r\n");
  else if (!facts.http11)
    out.append("Connection: keep-alive\r\n");
  append_field(out, "X-Request-Id", facts.request_id);
  for (const Default& field : defaults)
    if (!sets(response, field.name)) out.append(field.line);
  if (facts.secure && !sets(response, strict_transport.name)) out.append(strict_transport.line);
  for (const Header& header : response.headers)
    if (may_send(header, facts.request_id)) append_field(out, header.name, header.value);
  out.append("\r\n");
}

std::string_view DateCache::now() {
  const auto second = std::chrono::floor<std::chrono::seconds>(clock_.now());
  if (second != second_ || text_.empty()) {
    second_ = second;
    text_ = to_http_date(second);
  }
  return text_;
}

}  // namespace foyer::http
