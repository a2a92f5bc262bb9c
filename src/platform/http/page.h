#pragma once
// Answers that people see: pages that load nothing but our own style sheet and pictures and run no script.

#include "core/embedded.h"
#include "platform/http/message.h"

namespace foyer::http {

/// HTML under a policy without script, whose forms post to us alone.
Response page(std::string html, unsigned status = 200);
/// A file of the binary, sent as it lies there; clients may keep it for an hour.
Response asset(const embedded::File&);

}  // namespace foyer::http
