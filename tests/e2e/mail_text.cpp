#include "tests/e2e/mail_text.h"

namespace foyer::test {
namespace {

/// https://www.rfc-editor.org/rfc/rfc2045#section-6.7: soft line breaks and =XX.
std::string from_quoted_printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    if (text.compare(i, 3, "=\r\n") != 0) out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  return out;
}

}  // namespace

std::string part_of(const std::string& content, const std::string& type) {
  const auto head = content.find("Content-Type: " + type);
  const auto begin = content.find("\r\n\r\n", head);
  if (head == std::string::npos || begin == std::string::npos) return {};
  const std::string fields = content.substr(head, begin - head);
  const std::string body = content.substr(begin + 4, content.find("\r\n--", begin) - begin - 4);
  return fields.contains("quoted-printable") ? from_quoted_printable(body) : body;
}

}  // namespace foyer::test
