#pragma once
// Refuses, byte by byte as they come, every head section a stricter or laxer neighbour could read differently
// (https://www.rfc-editor.org/rfc/rfc9112#section-11.2): bare CR or LF, controls, folding, a space before the colon,
// empty names, anything but "METHOD SP target SP HTTP/1.x", and what is over the limits.

#include <cstddef>
#include <optional>
#include <string_view>

#include "platform/http/limits.h"
#include "platform/http/refusal.h"

namespace foyer::http {

class HeadScanner {
 public:
  enum class Section { head, trailer };
  enum class Step { more, complete, refused };

  explicit HeadScanner(const Limits&, Section = Section::head);

  /// Takes the bytes that follow those given before and stops behind the empty line that ends the section.
  Step feed(std::string_view);
  /// Bytes of the section read so far.
  std::size_t size() const noexcept { return size_; }
  /// Bytes of the one empty line tolerated before a request line.
  std::size_t leading() const noexcept { return leading_; }
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  enum class At {
    start,
    start_lf,
    method,
    target,
    version,
    line_lf,
    field_start,
    name,
    value,
    value_lf,
    end_lf,
    done,
    refused
  };

  std::size_t skip(std::string_view);
  At next(char);
  At in_method(char);
  At in_target(char);
  At in_version(char);
  At in_field_start(char);
  At refuse(const Refusal&);

  Limits limits_;
  At at_;
  std::size_t size_ = 0;
  std::size_t leading_ = 0;
  std::size_t target_ = 0;
  std::size_t version_ = 0;
  std::size_t header_ = 0;
  std::size_t fields_ = 0;
  bool version_known_ = true;
  Refusal refusal_{};
};

}  // namespace foyer::http
