#pragma once
// The access token of a request (https://www.rfc-editor.org/rfc/rfc6750#section-2.1): from exactly one Authorization
// field and from nowhere else, so neither a query, a form nor a cookie can carry one (security.md J6).

#include "core/result.h"
#include "platform/http/message.h"

namespace foyer::http {

Result<std::string_view> bearer_token(const Request&);

}  // namespace foyer::http
