#pragma once
// Takes the chunked coding off (https://www.rfc-editor.org/rfc/rfc9112#section-7.1), strictly: sizes of at most eight
// hexadecimal digits, CRLF only, extensions read past but bounded, trailer fields checked, bounded and dropped.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http/head_scanner.h"

namespace foyer::http {

class ChunkDecoder {
 public:
  using Step = HeadScanner::Step;

  explicit ChunkDecoder(const Limits&);

  /// Appends content to `body` and cuts what it read off `bytes`; behind the end, what is left is the next request's.
  Step feed(std::string_view& bytes, std::string& body);
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  enum class At { size, extension, size_lf, data, data_cr, data_lf, trailer, done, refused };

  At next(char);
  At after_size_line();
  At refuse(const Refusal&);

  HeadScanner trailer_;
  std::size_t room_;  ///< bytes the body may still take
  std::size_t extensions_ = 0;
  std::uint64_t left_ = 0;  ///< of the chunk: its size while that is read, then its unread bytes
  unsigned digits_ = 0;
  At at_ = At::size;
  Refusal refusal_{};
};

}  // namespace foyer::http
