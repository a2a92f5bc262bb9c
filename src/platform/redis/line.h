#pragma once
// One connection of a Client and all that is true of it alone. Private to this room.

#include <array>
#include <memory>

#include "platform/redis/parser.h"
#include "platform/redis/wire.h"

namespace foyer::redis {

struct Line {
  Line(Executor executor, TlsContext context, std::size_t longest_reply)
      : wire{executor, std::move(context)}, parser{longest_reply} {}

  Wire wire;
  Parser parser;
  std::string writing{};  ///< on its way; not empty means that a write is going on
  std::unique_ptr<std::array<char, std::size_t{64} << 10U>> buffer{
      std::make_unique_for_overwrite<std::array<char, std::size_t{64} << 10U>>()};
};

}  // namespace foyer::redis
