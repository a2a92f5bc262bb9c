// Replies of a hostile Redis: no crash, and the same replies however the bytes are cut.

#include <cstdint>
#include <cstdlib>

#include "platform/redis/parser.h"

namespace {

std::size_t replies_in(std::string_view bytes, std::size_t piece) {
  foyer::redis::Parser parser{std::size_t{1} << 20U};
  std::size_t count = 0;
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    foyer::redis::Reply reply;
    while (parser.next(part, reply) == foyer::redis::Parser::Step::reply) ++count;
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const std::size_t piece = size == 0 ? 1 : 1 + data[0] % 7U;
  if (replies_in(bytes, size + 1) != replies_in(bytes, piece)) std::abort();
  return 0;
}
