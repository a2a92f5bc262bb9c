#pragma once
// The language of a page.

#include <optional>

#include "core/language.h"
#include "platform/http/message.h"

namespace foyer::http {

/// ?lang=uk in the address, else the cookie `lang`, else what the browser prefers, else the first of ours.
Language page_language(const Request&);
/// Keeps what ?lang= chose for the pages that follow. No secret: pages read and write it as well.
std::optional<Header> chosen_language_cookie(const Request&);

}  // namespace foyer::http
