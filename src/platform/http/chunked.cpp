#include "platform/http/chunked.h"

#include <algorithm>

#include "core/percent.h"

namespace foyer::http {
namespace {

constexpr unsigned max_digits = 8;
constexpr std::size_t max_extensions = 1024;  // bytes over the whole body
constexpr std::size_t max_trailer = 4096;     // bytes

Limits trailer_limits(Limits limits) {
  limits.max_header = std::min(limits.max_header, max_trailer);
  return limits;
}

}  // namespace

ChunkDecoder::ChunkDecoder(const Limits& limits)
    : trailer_{trailer_limits(limits), HeadScanner::Section::trailer}, room_{limits.max_body} {}

ChunkDecoder::At ChunkDecoder::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  return At::refused;
}

ChunkDecoder::Step ChunkDecoder::feed(std::string_view& bytes, std::string& body) {
  while (!bytes.empty() && at_ != At::done && at_ != At::refused) {
    if (at_ == At::data) {
      const auto part = std::min<std::uint64_t>(left_, bytes.size());
      body.append(bytes.substr(0, part));
      bytes.remove_prefix(part);
      left_ -= part;
      if (left_ == 0) at_ = At::data_cr;
    } else if (at_ == At::trailer) {
      const std::size_t before = trailer_.size();
      const Step step = trailer_.feed(bytes);
      bytes.remove_prefix(trailer_.size() - before);
      if (step == Step::complete) at_ = At::done;
      if (step == Step::refused) at_ = refuse(trailer_.refusal());
    } else {
      at_ = next(bytes.front());
      bytes.remove_prefix(1);
    }
  }
  if (at_ == At::done) return Step::complete;
  return at_ == At::refused ? Step::refused : Step::more;
}

ChunkDecoder::At ChunkDecoder::next(char c) {
  switch (at_) {
    case At::size:
      if (const int digit = hex_value(c); digit >= 0) {
        if (++digits_ > max_digits) return refuse(bad_message);
        left_ = left_ * 16 + static_cast<unsigned>(digit);
        return At::size;
      }
      if (digits_ == 0) return refuse(bad_message);
      if (c == '\r') return At::size_lf;
      return c == ';' ? At::extension : refuse(bad_message);
    case At::extension:
      if (c == '\r') return At::size_lf;
      if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F) return refuse(bad_message);
      return ++extensions_ <= max_extensions ? At::extension : refuse(bad_message);
    case At::size_lf:
      return c == '\n' ? after_size_line() : refuse(bad_message);
    case At::data_cr:
      return c == '\r' ? At::data_lf : refuse(bad_message);
    case At::data_lf:
      left_ = 0;
      digits_ = 0;
      return c == '\n' ? At::size : refuse(bad_message);
    case At::data:
    case At::trailer:
    case At::done:
    case At::refused:
      break;
  }
  return at_;
}

ChunkDecoder::At ChunkDecoder::after_size_line() {
  if (left_ == 0) return At::trailer;
  if (left_ > room_) return refuse(body_too_large);
  room_ -= left_;
  return At::data;
}

}  // namespace foyer::http
