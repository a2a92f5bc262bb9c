#pragma once
// Answers that clients already hold (https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2).

#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace foyer::http {

/// The 200 of a GET or HEAD whose ETag the client names in If-None-Match becomes a 304 with the same headers;
/// everything else, and an answer without an ETag, passes as it is.
Response conditional(const Request&, Response);

/// A strong ETag that changes with every byte, quotes included.
std::string etag_of(std::string_view content);

}  // namespace foyer::http
