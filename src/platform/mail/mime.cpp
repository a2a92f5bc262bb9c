#include "platform/mail/mime.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace foyer::mail {
namespace {

constexpr std::size_t longest_plain_header = 200;
constexpr std::size_t longest_encoded_word = 75;
constexpr std::string_view word_begin = "=?UTF-8?Q?";
constexpr std::string_view word_end = "?=";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

// The narrowest set of RFC 2047 section 5 (3), good in every place an encoded-word may stand.
bool stands_for_itself(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"!*+-/"}.contains(c);
}

std::string q_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c == ' ') {
      out += '_';
    } else if (stands_for_itself(c)) {
      out += c;
    } else {
      out += fmt::format("={:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string encoded_words(std::string_view utf8) {
  std::string out{word_begin};
  std::size_t used = word_begin.size();
  for (std::size_t at = 0; at < utf8.size();) {
    std::size_t next = at + 1;
    while (next < utf8.size() && continues_code_point(utf8[next])) ++next;
    const std::string piece = q_encode(utf8.substr(at, next - at));
    if (used + piece.size() + word_end.size() > longest_encoded_word) {
      out.append(word_end).append("\r\n ").append(word_begin);
      used = word_begin.size();
    }
    out += piece;
    used += piece.size();
    at = next;
  }
  return out.append(word_end);
}

std::string display_name(std::string_view name) {
  if (!is_ascii(name)) return encoded_words(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted += '"';
}

std::string mailbox(const Sender& sender) {
  return sender.name.empty() ? fmt::format("<{}>", sender.address)
                             : fmt::format("{} <{}>", display_name(sender.name), sender.address);
}

// RFC 5322 wants a numeric zone; "GMT" may only be read, not written.
std::string mail_date(Time at) {
  std::string date = to_http_date(at);
  date.replace(date.size() - 3, 3, "+0000");
  return date;
}

bool is_message_id(std::string_view id) {
  if (id.size() < 5 || id.size() > 250 || id.front() != '<' || id.back() != '>') return false;
  const std::string_view inner = id.substr(1, id.size() - 2);
  return std::ranges::count(inner, '@') == 1 && inner.front() != '@' && inner.back() != '@' &&
         std::ranges::all_of(inner, [](char c) { return is_visible_ascii(c) && c != '<' && c != '>'; });
}

bool is_address(std::string_view address) {
  const bool one_at = std::ranges::count(address, '@') == 1 && address.front() != '@' && address.back() != '@';
  return one_at && address.size() <= Email::max_length && std::ranges::all_of(address, [](char c) {
           return is_visible_ascii(c) && !std::string_view{"<>,;:\"\\()[]"}.contains(c);
         });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

MailFailure never(std::string reason) { return {.permanent = true, .reason = std::move(reason)}; }

}  // namespace

std::optional<Sender> parse_sender(std::string_view from) {
  from = trimmed(from);
  if (!is_utf8(from) || has_controls(from)) return std::nullopt;
  Sender sender;
  if (from.ends_with('>')) {
    const auto open = from.find('<');
    if (open == std::string_view::npos) return std::nullopt;
    std::string_view name = trimmed(from.substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    sender.name = name;
    sender.address = from.substr(open + 1, from.size() - open - 2);
  } else {
    sender.address = from;
  }
  if (sender.address.empty() || !is_address(sender.address)) return std::nullopt;
  return sender;
}

std::optional<MailFailure> refusal_of(const Message& message) {
  // A line break in a value is how a stranger's text becomes a Bcc line.
  if (!is_utf8(message.subject) || has_controls(message.subject)) return never("subject: not one line of UTF-8");
  if (!is_message_id(message.message_id)) return never("message id: not of the form <…@…>");
  if (!is_utf8(message.text) || message.text.contains('\0')) return never("text: not UTF-8");
  if (!is_utf8(message.html) || message.html.contains('\0')) return never("html: not UTF-8");
  return std::nullopt;
}

std::vector<std::string> header_lines(const Message& message, const Sender& sender) {
  return {
      "Date: " + mail_date(message.date),
      "From: " + mailbox(sender),
      "To: <" + message.to.str() + ">",
      "Subject: " + encode_header_text(message.subject),
      "Message-ID: " + message.message_id,
      // Keeps vacation responders silent: https://www.rfc-editor.org/rfc/rfc3834#section-5
      "Auto-Submitted: auto-generated",
      // The parts are alternatives, not attachments; the MIME writer adds the boundary.
      "Content-Type: multipart/alternative",
  };
}

std::string encode_header_text(std::string_view utf8) {
  // Plain text that looks like an encoded-word would be decoded by the reader into something else.
  const bool plain = is_ascii(utf8) && utf8.size() <= longest_plain_header && !utf8.contains("=?");
  return plain ? std::string{utf8} : encoded_words(utf8);
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      out += "\r\n";
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else if (text[i] == '\n') {
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace foyer::mail
