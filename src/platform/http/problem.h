#pragma once
// The only place that knows which status an Errc becomes, and how an error looks on the wire:
//   {"detail": "Invalid credentials", "code": "invalid_credentials"}
//   {"detail": [{"type": "missing", "loc": ["body", "email"], "msg": "Field required"}], "code": "validation_error"}
// or application/problem+json (https://www.rfc-editor.org/rfc/rfc9457) when the client asks for it.

#include "platform/http/message.h"

namespace foyer::http {

unsigned status_of(Errc) noexcept;
std::string_view reason_of(unsigned status) noexcept;
/// Adds WWW-Authenticate to a 401, Retry-After to a 429, a 503 and where the error names one, and to a 429 the spent
/// limit as RateLimit and RateLimit-Policy.
Response problem(const Error&, bool as_problem_json = false);
/// The same, in the form this request asks for.
Response problem(const Error&, const Request&);

}  // namespace foyer::http
