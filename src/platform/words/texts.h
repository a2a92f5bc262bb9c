#pragma once
// What pages and mails say: the sections "pages" and "mail" of web/languages/TAG.json, embedded at build, where one
// that differs from English in more than its words fails (web/check-languages.mjs). A language is read when it is first
// asked for. Any thread.

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "core/language.h"

namespace foyer::words {

/// The text at "mail.activation.subject": a string, or an array of strings where it has paragraphs. Null if there is
/// none.
const boost::json::value* find_text(Language, std::string_view path);

/// Puts what a text is made of together, in order.
struct Assembly {
  std::function<void(std::string_view)> words;           ///< between the marks
  std::function<void(std::string_view name)> parameter;  ///< {name}
  std::function<void(bool begins)> emphasis;             ///< each *
};
void assemble(std::string_view text, const Assembly&);

}  // namespace foyer::words
