#pragma once
// Mail texts and small pages as mustache templates (https://mustache.github.io/mustache.5.html) embedded at build:
// web/mail/NAME.{subject.txt,txt,html}, all values escaped in HTML and inserted bare in text. Any thread.
// A name the caller did not give is a mistake, except where the template asks: {{#name?}}…{{/name?}} is shown once when
// there is a text or a row in it, {{^name?}}…{{/name?}} when there is none.
// NAME.html is the inside of web/mail/layout.html, which holds no words, so another language is another folder.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foyer::mail {

struct Value;
using Values = std::map<std::string, Value>;

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

struct Rendered {
  std::string subject;
  std::string text;
  std::string html;
};

/// Throws std::logic_error for a name that was not built in or a value the template needs and did not get.
Rendered render_mail(std::string_view name, const Values&);
/// web/pages/NAME.html.
std::string render_page(std::string_view name, const Values&);

/// Plain text cut at its http(s) links: rows of `text` and the `link` that follows it, empty for the last.
std::vector<Values> cut_at_links(std::string_view text);

}  // namespace foyer::mail
