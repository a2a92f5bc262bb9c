#include "platform/mail/mime.h"

#include <gtest/gtest.h>

#include "tests/unit/mail/sample.h"

namespace foyer::mail {
namespace {

std::string line_named(const std::vector<std::string>& lines, std::string_view name) {
  for (const std::string& line : lines) {
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return "(none)";
}

TEST(Refusal, TakesAnOrdinaryMessage) { EXPECT_FALSE(refusal_of(sample("Привіт, глядачу 🎬")).has_value()); }

TEST(Refusal, RefusesEveryControlInTheSubject) {
  for (const char* subject : {"a\nBcc: x@example.com", "a\rb", "a\tb", "a\x7f"}) {
    const auto refused = refusal_of(sample(subject));
    ASSERT_TRUE(refused.has_value()) << subject;
    EXPECT_TRUE(refused->permanent);
  }
  EXPECT_TRUE(refusal_of(sample(std::string{"a\0b", 3})).has_value());
  EXPECT_TRUE(refusal_of(sample("\xff")).has_value());
}

TEST(Refusal, RefusesAMessageIdThatIsNotOneWord) {
  for (const char* id : {"", "one@foyer.test", "<one>", "<@a>", "<a@>", "<a@b>\r\nBcc: <x@example.com>", "<a b@c>",
                         "<a@b@c>", "<a@b><c@d>"}) {
    Message message = sample();
    message.message_id = id;
    EXPECT_TRUE(refusal_of(message).has_value()) << id;
  }
}

TEST(Refusal, RefusesBodiesThatAreNotText) {
  Message message = sample();
  message.text = "\xc3";
  EXPECT_TRUE(refusal_of(message).has_value());
  message = sample();
  message.html = std::string{"a\0b", 3};
  EXPECT_TRUE(refusal_of(message).has_value());
}

TEST(Sender, ReadsTheFormsPeopleWrite) {
  const auto named = parse_sender("Foyer Cinema <no-reply@foyer.test>");
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->name, "Foyer Cinema");
  EXPECT_EQ(named->address, "no-reply@foyer.test");
  EXPECT_EQ(parse_sender("\"Foyer, Cinema\" <a@localhost>")->name, "Foyer, Cinema");
  EXPECT_EQ(parse_sender("a@foyer.test")->address, "a@foyer.test");
  EXPECT_EQ(parse_sender("<a@foyer.test>")->address, "a@foyer.test");
}

TEST(Sender, RefusesMoreThanOneMailboxOrLine) {
  for (const char* from : {"", "Foyer", "a@b, c@d", "Foyer <a@b>, Other <c@d>", "Foyer <a@b>\r\nBcc: c@d",
                           "Foyer <a b@c>", "a@b>", "<a@b", "Foyer <a@b", "Foyer <@b>", "\xff <a@b>"}) {
    EXPECT_FALSE(parse_sender(from).has_value()) << from;
  }
}

TEST(HeaderLines, NameDateSenderRecipientAndTheMessageItself) {
  const auto lines = header_lines(sample(), {.name = "Foyer \"Lux\"", .address = "no-reply@foyer.test"});
  EXPECT_EQ(line_named(lines, "Date: "), "Mon, 23 Nov 2026 01:02:03 +0000");
  EXPECT_EQ(line_named(lines, "From: "), "\"Foyer \\\"Lux\\\"\" <no-reply@foyer.test>");
  EXPECT_EQ(line_named(lines, "To: "), "<viewer@example.com>");
  EXPECT_EQ(line_named(lines, "Subject: "), "Hello");
  EXPECT_EQ(line_named(lines, "Message-ID: "), "<one@foyer.test>");
  EXPECT_EQ(line_named(lines, "Auto-Submitted: "), "auto-generated");
}

TEST(HeaderLines, EncodeANameThatIsNotAscii) {
  const auto lines = header_lines(sample(), {.name = "Кіно", .address = "no-reply@foyer.test"});
  EXPECT_EQ(line_named(lines, "From: "), "=?UTF-8?Q?=D0=9A=D1=96=D0=BD=D0=BE?= <no-reply@foyer.test>");
}

TEST(EncodedText, LeavesPlainAsciiAlone) {
  EXPECT_EQ(encode_header_text("Choose = a new one?"), "Choose = a new one?");
}

TEST(EncodedText, EncodesTextThatPretendsToBeEncoded) { EXPECT_EQ(encode_header_text("=?x"), "=?UTF-8?Q?=3D=3Fx?="); }

TEST(EncodedText, CutsWordsAtSeventyFiveBytesAndNeverInsideACharacter) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "є 🎬";
  std::string decoded;
  const std::string encoded = encode_header_text(text);
  std::string_view rest = encoded;
  while (!rest.empty()) {
    const auto end = std::min(rest.find("\r\n "), rest.size());
    std::string_view word = rest.substr(0, end);
    EXPECT_LE(word.size(), 75U);
    ASSERT_TRUE(word.starts_with("=?UTF-8?Q?") && word.ends_with("?="));
    word = word.substr(10, word.size() - 12);
    std::string piece;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (word[i] == '=') {
        piece += static_cast<char>(std::stoi(std::string{word.substr(i + 1, 2)}, nullptr, 16));
        i += 2;
      } else {
        piece += word[i] == '_' ? ' ' : word[i];
      }
    }
    EXPECT_TRUE(is_utf8(piece));
    decoded += piece;
    rest.remove_prefix(std::min(end + 3, rest.size()));
  }
  EXPECT_EQ(decoded, text);
}

TEST(Crlf, MakesEveryLineEndTheSame) {
  EXPECT_EQ(with_crlf("a\nb\r\nc\rd\n"), "a\r\nb\r\nc\r\nd\r\n");
  EXPECT_EQ(with_crlf("a\r"), "a\r\n");
}

}  // namespace
}  // namespace foyer::mail
