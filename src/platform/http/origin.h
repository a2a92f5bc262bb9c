#pragma once
// Which site's page made a browser send a request, by what the browser says of it
// (https://www.w3.org/TR/fetch-metadata/, https://www.rfc-editor.org/rfc/rfc6454#section-7).

#include "platform/http/cors.h"
#include "platform/http/message.h"

namespace foyer::http {

/// A page of this very origin sent the request; false where the browser does not say.
bool is_same_origin(const Request&) noexcept;

/// A POST that any page of any site can make a browser send without asking us first
/// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), sent by one that is neither ours nor listed: it
/// spends what its victim's address may try and be mailed (security.md L3). Programs that are no browsers send neither
/// Sec-Fetch-Site nor Origin, and a page of ours that an old browser shows may say `Origin: null`.
bool is_foreign_form(const Request&, const CorsOrigins&) noexcept;

}  // namespace foyer::http
