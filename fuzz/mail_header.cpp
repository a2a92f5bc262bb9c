// Names and subjects from anywhere: no value starts a header line of its own, and every line fits.

#include <algorithm>

#include "core/text.h"
#include "fuzz/check.h"
#include "platform/mail/mime.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  namespace mail = foyer::mail;
  const std::string_view text = foyer::fuzz::text_of(data, size);
  const auto sender = mail::parse_sender(text);
  if (sender) check(sender->address.find_first_of("\r\n <>") == std::string::npos);
  const mail::Message message{.to = foyer::Email::from("olena@example.com").value(),
                              .subject = std::string{text},
                              .text = "",
                              .html = "",
                              .message_id = "<1@cinema.example>",
                              .date = {}};
  if (mail::refusal_of(message)) return 0;
  const mail::Sender from = sender.value_or(mail::Sender{"Cinema", "no-reply@cinema.example"});
  for (const std::string& line : mail::header_lines(message, from)) {
    check(!line.contains('\0'));
    for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at + 1)) {
      check(at + 1 < line.size() && (line[at + 1] == ' ' || line[at + 1] == '\t'));
    }
  }
  check(
      std::ranges::all_of(mail::encode_header_text(text), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  return 0;
}
