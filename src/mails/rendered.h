#pragma once
// A letter as it is read: subject, plain text and HTML from the same words, in the letter's language, under the
// cinema's name and colour. The HTML loads nothing, so nobody learns when it was opened: a logo travels with the
// letter.

#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "mails/mail_order.h"
#include "platform/mail/mailer.h"
#include "platform/words/templates.h"

namespace foyer {

struct Letterhead {
  std::string service = "Foyer";
  std::string accent = "#e3a24a";     ///< of the button
  std::string on_accent = "#17130b";  ///< of the text on it
  std::optional<mail::InlinePicture> logo{};
  bool arch = true;  ///< the product's own sign, where there is no logo
};

/// What will be said to whom.
struct Letter {
  std::string to;
  MailKind kind = MailKind::activation;
  Language language = Language::en;
  words::Values values{};
  std::vector<words::Values> facts{};  ///< rows of `name` and `value`
};

struct Rendered {
  std::string subject;
  std::string text;  ///< no line longer than 78 characters but for links
  std::string html;
};

Rendered rendered(const Letter&, const Letterhead&);

}  // namespace foyer
