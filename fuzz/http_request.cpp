// Connections of a hostile client: wherever its bytes are cut, the same requests come out and the same refusal ends
// them, and no request holds what a handler must never see.

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/check.h"
#include "platform/http/request_reader.h"

namespace {

using foyer::fuzz::check;
using foyer::http::RequestReader;

constexpr std::size_t few = 512;  // their square is quick

/// The product's own, but such as a few bytes exceed where there are no more.
foyer::http::Limits limits_for(std::size_t size) {
  if (size > few) return {};
  return {.max_target = 100, .max_header = 300, .max_fields = 8, .max_body = 150};
}

bool has_line_or_nul(std::string_view text) { return text.find_first_of(std::string_view{"\r\n\0", 3}) != text.npos; }

void check_request(const foyer::http::Request& request, const foyer::http::Limits& limits) {
  check(request.path.starts_with('/') || request.path == "*");
  check(!has_line_or_nul(request.path) && !has_line_or_nul(request.query));
  check(request.fields.size() <= limits.max_fields && request.body.size() <= limits.max_body);
  for (const auto& field : request.fields) check(!field.name.empty() && !has_line_or_nul(field.value));
}

/// All that a connection came to, as text, when its bytes come in one piece of the first size and then of the second.
std::string story_of(std::string_view bytes, std::size_t piece, std::size_t then) {
  const auto limits = limits_for(bytes.size());
  RequestReader reader{limits, false};
  std::string story;
  while (!bytes.empty()) {
    const auto room = reader.space();
    const std::size_t taken = std::min({bytes.size(), piece, room.size()});
    if (taken == 0) break;
    piece -= taken;
    if (piece == 0) piece = then;
    std::memcpy(room.data(), bytes.data(), taken);
    bytes.remove_prefix(taken);
    reader.received(taken);
    for (auto step = reader.advance(); step != RequestReader::Step::more; step = reader.advance()) {
      if (step == RequestReader::Step::refused) return story + std::to_string(reader.refusal().status);
      const auto& request = reader.request();
      check_request(request, limits);
      story.append(name_of(request.method)).append(request.path).append("?").append(request.query);
      for (const auto& field : request.fields) story.append(field.name).append(":").append(field.value).append(";");
      story.append(request.body).append(reader.keep_alive() ? "\n" : "!\n");
      if (!reader.keep_alive()) return story;
      reader.finish();
    }
  }
  return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = foyer::fuzz::text_of(data + 1, size - 1);
  const std::string whole = story_of(bytes, size, size);
  check(whole == story_of(bytes, 1, 1));
  check(whole == story_of(bytes, 1 + data[0], 1 + data[0]));
  for (std::size_t cut = 1; bytes.size() <= few && cut < bytes.size(); ++cut)
    check(whole == story_of(bytes, cut, size));
  return 0;
}
