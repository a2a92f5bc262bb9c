#pragma once
// The parts of answering that do not depend on the kind of stream.

#include <chrono>
#include <exception>
#include <string_view>

#include "platform/http/message.h"
#include "platform/http/refusal.h"
#include "platform/http/router.h"
#include "platform/http/server.h"

namespace foyer::http {

/// Turns what a handler threw into an answer, and logs it with the request's id.
Response explain_failure(const ServerOptions&, std::exception_ptr, const Request&);
/// The last answer of a connection; `target` names the path whose methods a 405 lists. The request is what was read
/// of it.
Response refusal_response(const Refusal&, const Router&, std::string_view target, const Request&);
/// Replaces an answer no handler may give (a status outside 200 to 599) by a 500.
void tidy(Response&);

void log_request(const Request&, unsigned status, std::chrono::nanoseconds took);
void log_refusal(const Refusal&, const Client&);
void log_broken_session(const std::exception&);

}  // namespace foyer::http
