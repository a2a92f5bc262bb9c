#pragma once
// Answers that people and their browsers are given as they are.

#include "core/embedded.h"
#include "platform/http/router.h"

namespace foyer::http {

/// HTML, which loads and runs nothing until a policy of its own lets it.
Response page(std::string html, unsigned status = 200);
/// A file of the binary, sent as it lies there; clients may keep it for an hour.
Response asset(const embedded::File&);
/// The same where the name changes with the bytes: clients may keep it for ever.
Response lasting_asset(const embedded::File&);
/// Gives this one answer, or 304 to who holds it.
Handler always(Response);

}  // namespace foyer::http
