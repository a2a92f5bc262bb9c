// Replies of a hostile Redis: no crash, and the same replies however the bytes are cut.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "platform/redis/parser.h"

namespace {

void tell(const foyer::redis::Reply& reply, std::string& story) {
  story += std::to_string(reply.value.index());
  if (const auto* number = reply.integer()) story += std::to_string(*number);
  if (const auto* text = reply.text()) story += std::to_string(text->size()) + *text;
  if (const auto* failure = reply.failure()) story += failure->text;
  if (const auto* array = reply.array()) {
    story += std::to_string(array->size()) + '[';
    for (const auto& each : *array) tell(each, story);
  }
}

/// All that they say, as text.
std::string replies_in(std::string_view bytes, std::size_t piece) {
  foyer::redis::Parser parser{std::size_t{1} << 20U};
  std::string story;
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    foyer::redis::Reply reply;
    while (parser.next(part, reply) == foyer::redis::Parser::Step::reply) tell(reply, story);
  }
  return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const std::size_t piece = size == 0 ? 1 : 1 + data[0] % 7U;
  if (replies_in(bytes, size + 1) != replies_in(bytes, piece)) std::abort();
  return 0;
}
