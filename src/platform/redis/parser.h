#pragma once
// Reads replies of RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/) from bytes as they come.
// Nothing is believed that the other side announces: depth and size are bounded before memory is taken.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/redis/redis.h"

namespace foyer::redis {

class Parser {
 public:
  enum class Step {
    more,    ///< every byte is taken, and the reply goes on
    reply,   ///< one is whole; the bytes left belong to the next
    broken,  ///< this is not RESP2, or more than allowed; for ever
  };

  /// `longest_reply` in bytes; an element of an array costs the memory it takes.
  explicit Parser(std::size_t longest_reply) : longest_{longest_reply}, left_{longest_reply} {}

  /// Takes bytes from the front. `out` is set with Step::reply alone.
  Step next(std::string_view& bytes, Reply& out);

 private:
  enum class Piece { unfinished, value, opened, refused };
  struct Open {
    Array items;
    std::size_t missing;
  };

  Piece take_line(std::string_view& bytes, Reply& out);
  Piece take_bulk(std::string_view& bytes, Reply& out);
  Piece understand(std::string_view line, Reply& out);
  Piece open_array(std::int64_t count, Reply& out);
  bool charge(std::size_t bytes) noexcept;
  bool completes(Reply& value);

  std::size_t longest_;
  std::size_t left_;
  std::vector<Open> open_;
  std::string line_;  ///< the beginning of a line whose end has not come
  std::string bulk_;  ///< with its CRLF
  std::size_t bulk_size_ = 0;
  bool in_bulk_ = false;
  bool broken_ = false;
};

}  // namespace foyer::redis
