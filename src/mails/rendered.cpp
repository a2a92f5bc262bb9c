#include "mails/rendered.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/enum_names.h"
#include "core/text.h"

namespace foyer {
namespace {

/// The opening paragraph: what a mailbox shows beside the subject.
std::string preview_of(std::string_view text) { return std::string{text.substr(0, text.find("\n\n"))}; }

void wrap_line(std::string& out, std::string_view line) {
  constexpr std::size_t widest = 78;
  std::size_t width = 0;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    const std::size_t length = code_points(word);
    if (width > 0) out += width + 1 + length > widest ? '\n' : ' ';
    width = width > 0 && width + 1 + length <= widest ? width + 1 + length : length;
    out += word;
    line.remove_prefix(std::min(line.size(), word.size() + 1));
  }
}

std::string wrapped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    wrap_line(out, line);
    if (line.size() < text.size()) out += '\n';
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return out;
}

/// The text on a button is black or white, whichever is read better there.
bool is_bright(std::string_view text_on_it) { return text_on_it.size() > 1 && text_on_it[1] < '8'; }

}  // namespace

Rendered rendered(const Letter& letter, const Letterhead& head) {
  const std::string texts = fmt::format("mail.{}", enum_name(letter.kind));
  const bool to_right = direction_of(letter.language) == "ltr";
  words::Values values = letter.values;
  values.insert_or_assign("service", head.service);
  values.insert_or_assign("accent", head.accent);
  values.insert_or_assign("on_accent", head.on_accent);
  // A bright button is lost on paper, a dark one at night. This grey stands out from both.
  constexpr std::string_view grey = "#8c8880";
  const bool bright = is_bright(head.on_accent);
  values.insert_or_assign("edge", bright ? grey : head.accent);
  values.insert_or_assign("edge_at_night", bright ? head.accent : grey);
  values.insert_or_assign("start", to_right ? "left" : "right");
  values.insert_or_assign("end", to_right ? "right" : "left");
  values.insert_or_assign("facts", letter.facts);

  const std::string text = words::render({"mail/letter.txt", texts, letter.language}, values);
  Rendered out;
  out.subject = words::say(letter.language, texts + ".subject", values);
  out.text = wrapped(text);
  words::Values around = values;
  around.insert_or_assign("language", tag_of(letter.language));
  around.insert_or_assign("direction", direction_of(letter.language));
  around.insert_or_assign("subject", out.subject);
  around.insert_or_assign("logo", head.logo ? "cid:" + head.logo->content_id : "");
  around.insert_or_assign("arch", head.arch && !head.logo ? "yes" : "");
  around.insert_or_assign("preview", preview_of(text));
  around.insert_or_assign("content", words::render({"mail/letter.html", texts, letter.language}, values));
  out.html = words::render({"mail/layout.html", texts, letter.language}, around);
  return out;
}

}  // namespace foyer
