#pragma once
// Mails and pages as mustache templates (https://mustache.github.io/mustache.5.html) embedded at build: web/mail/*.txt,
// web/mail/*.html and web/pages/*.html. They hold no words. Any thread.
//
//   {{name}}      a value; escaped in HTML, bare in text. A name the caller did not give is a mistake …
//   {{#name?}}    … but not here: shown once when there is a text or a row in it; {{^name?}} when there is none
//   {{{@name}}}   a text of the template's own group in the page's language, {{{@group.name}}} one of another group.
//                 It comes escaped, with its {parameters} filled in from the values and its *emphasis* marked up.
//   {{#@name}}<p>{{{.}}}</p>{{/@name}}   a text of several paragraphs

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/language.h"

namespace foyer::words {

struct Value;
using Values = std::map<std::string, Value, std::less<>>;

/// A text, or a list of Values for a section.
struct Value {
  Value(std::string value) : text{std::move(value)} {}
  Value(std::string_view value) : text{value} {}
  Value(const char* value) : text{value} {}
  Value(std::vector<Values> values) : rows{std::move(values)}, is_list{true} {}

  std::string text;
  std::vector<Values> rows;
  bool is_list = false;
};

struct Template {
  std::string_view file;   ///< "pages/verify.html"
  std::string_view texts;  ///< the group of texts it says: "pages.verify"
  Language language = Language::en;
};

/// Throws std::logic_error for a file or text that was not built in, and for a value that is needed and was not given.
std::string render(const Template&, const Values&);

/// One text with its parameters filled in, bare. Throws std::logic_error as render() does.
std::string say(Language, std::string_view path, const Values& = {});
bool has_text(Language, std::string_view path);

}  // namespace foyer::words
