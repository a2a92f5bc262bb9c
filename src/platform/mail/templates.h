#pragma once
// Mail texts and small pages as mustache templates (https://mustache.github.io/mustache.5.html) embedded at build:
// web/mail/NAME.{subject.txt,txt,html}, all values escaped in HTML and inserted bare in text. Any thread.

#include <map>
#include <string>
#include <string_view>

namespace foyer::mail {

using Values = std::map<std::string, std::string>;

struct Rendered {
  std::string subject;
  std::string text;
  std::string html;
};

/// Throws std::logic_error for a name that was not built in or a value the template needs and did not get.
Rendered render_mail(std::string_view name, const Values&);
/// web/pages/NAME.html.
std::string render_page(std::string_view name, const Values&);

}  // namespace foyer::mail
