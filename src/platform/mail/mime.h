#pragma once
// The header section of a message (https://www.rfc-editor.org/rfc/rfc5322) and what may not enter it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/mailer.h"

namespace foyer::mail {

struct Sender {
  std::string name;  ///< UTF-8, may be empty
  std::string address;
};

/// Reads "Name <address>", "\"Name\" <address>" or a bare address. Single-label domains are taken: servers send to
/// themselves. Nothing for anything that could say more than one mailbox or one line.
std::optional<Sender> parse_sender(std::string_view);

/// Why this message must not be sent by anyone: a value that would start another header line, text that is not UTF-8.
/// Always permanent.
std::optional<MailFailure> refusal_of(const Message&);

/// The lines "Name: value" in order, folded, without line ends. The message must have passed refusal_of.
std::vector<std::string> header_lines(const Message&, const Sender&);

/// Unstructured text for a header: ASCII as it is, anything else as encoded-words of at most 75 bytes
/// (https://www.rfc-editor.org/rfc/rfc2047#section-2), folded between them.
std::string encode_header_text(std::string_view utf8);

/// Every line end as CRLF, whatever it was.
std::string with_crlf(std::string_view text);

}  // namespace foyer::mail
