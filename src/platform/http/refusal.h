#pragma once
// A message we will not read on: the connection is answered once and closed, for what follows may be anybody's bytes.

#include <string_view>

#include "platform/http/message.h"

namespace foyer::http {

struct Refusal {
  unsigned status = 400;
  Errc code = Errc::bad_request;
  std::string_view detail{};  ///< a literal; empty: the code's sentence
};

inline constexpr Refusal bad_message{};
inline constexpr Refusal target_too_long{414, Errc::uri_too_long};
inline constexpr Refusal header_too_large{431, Errc::headers_too_large};
inline constexpr Refusal body_too_large{413, Errc::payload_too_large};
inline constexpr Refusal too_slow{408, Errc::request_timeout};
inline constexpr Refusal unknown_expectation{417, Errc::bad_request, "The expectation cannot be met"};
inline constexpr Refusal unknown_coding{501, Errc::bad_request, "The transfer coding is not implemented"};
inline constexpr Refusal unknown_version{505, Errc::bad_request, "Speak HTTP/1.1"};
inline constexpr Refusal forbidden_method{405, Errc::method_not_allowed};

}  // namespace foyer::http
