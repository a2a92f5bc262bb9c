#pragma once
// What a form without script says when it was not taken.

#include <optional>

#include "core/error.h"
#include "pages/shell.h"

namespace foyer {

/// A sentence for each mistake, as rows of `message`. Never repeats a value.
words::Value mistakes_of(const Error&, Language);
words::Value mistake(std::string_view name, Language);
inline words::Value no_mistakes() { return std::vector<words::Values>{}; }

/// One of the fields named in the error is this one.
bool names_field(const Error&, std::string_view field);

/// The page for what no other words in the form would mend: the link is of no use any more, or the server is busy and
/// says when to come back, with the texts of the group `busy`.
http::Response show_failure(const Shell&, const http::Request&, const Error&, std::string_view busy = "busy");

/// Instead of a form whose link has lost its token, or nothing. The app shows its own page for `kind`.
std::optional<http::Response> refusal_of_link(const Shell&, const http::Request&, std::string_view kind);

}  // namespace foyer
