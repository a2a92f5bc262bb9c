#pragma once
// What the fields say of the message itself: where its body ends and whether the connection goes on
// (https://www.rfc-editor.org/rfc/rfc9112#section-6).

#include <cstdint>
#include <expected>
#include <span>

#include "platform/http/head_parser.h"
#include "platform/http/refusal.h"

namespace foyer::http {

struct Framing {
  std::uint64_t length = 0;  ///< bytes of a body that is not chunked
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
  std::string_view host;  ///< empty only for HTTP/1.0
};

std::expected<Framing, Refusal> framing_of(const Head&, std::span<const Field>);

}  // namespace foyer::http
