// What a client says it holds: If-None-Match is read as a plain reading of its grammar reads it, and a 304 keeps every
// header and no byte of the body.

#include <algorithm>
#include <string>

#include "fuzz/check.h"
#include "platform/http/conditional.h"

namespace {

using foyer::fuzz::check;
using foyer::http::Method;

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Up to the next comma outside quotes.
std::string_view take_element(std::string_view& list) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < list.size() && (quoted || list[end] != ','); ++end) quoted = quoted != (list[end] == '"');
  const std::string_view element = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return without_blanks(element);
}

/// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2, an element at a time; one that is no tag ends the list.
bool names(std::string_view list, std::string_view opaque) {
  if (without_blanks(list) == "*") return true;
  while (!list.empty()) {
    std::string_view element = take_element(list);
    if (element.empty()) continue;
    if (element.starts_with("W/")) element.remove_prefix(2);
    const bool is_tag =
        element.size() >= 2 && element.front() == '"' && element.back() == '"' && std::ranges::count(element, '"') == 2;
    if (!is_tag) return false;
    if (element == opaque) return true;
  }
  return false;
}

/// The next line of the input.
std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

void check_answer(const foyer::http::Request& request, const std::string& tag, bool held) {
  const foyer::http::Response whole{.body = "content", .headers = {{"ETag", tag}, {"Vary", "Accept"}}};
  const auto answer = foyer::http::conditional(request, whole);
  check(answer.status == (held ? 304U : 200U) && answer.content() == (held ? "" : "content"));
  const auto same = [](const auto& a, const auto& b) { return a.name == b.name && a.value == b.value; };
  check(std::ranges::equal(answer.headers, whole.headers, same));
}

}  // namespace

// The first line is the tag of what we have, without its quotes; each line behind it is a field.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = foyer::fuzz::text_of(data, size);
  std::string opaque{take_line(rest)};
  std::erase(opaque, '"');
  opaque = '"' + opaque + '"';
  foyer::http::Request request;
  bool held = false;
  while (!rest.empty()) {
    const std::string_view field = take_line(rest);
    request.fields.push_back({request.fields.empty() ? "If-None-Match" : "if-none-match", field});
    held = held || names(field, opaque);
  }
  for (const Method method : {Method::get, Method::head}) {
    request.method = method;
    check_answer(request, opaque, held);
    check_answer(request, "W/" + opaque, held);
  }
  request.method = Method::post;
  check_answer(request, opaque, false);
  check(foyer::http::etag_of(opaque) != foyer::http::etag_of(opaque + ' '));
  return 0;
}
