#include "mails/rendered.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/enum_names.h"
#include "core/text.h"

namespace foyer {
namespace {

Letter letter_of(MailKind kind, Language language = Language::en) {
  Letter letter{.to = "olena@example.com", .kind = kind, .language = language};
  letter.values = {{"link", "https://foyer.test/?a=1&b=2"},
                   {"validity", "30 minutes"},
                   {"time", "23 November 2026, 20:15 UTC"},
                   {"date", "7 December 2026"}};
  if (kind == MailKind::new_device) letter.facts = {{{"name", "Device"}, {"value", "TV"}}};
  return letter;
}

template <class Visit>
void for_each_letter(Visit visit) {
  for (const Language language : languages) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<MailKind>>([&](auto kind) {
      visit(letter_of(kind.value, language), std::string{kind.name} + " in " + std::string{tag_of(language)});
    });
  }
}

TEST(Letters, EachHasASubjectLineATextAndADocumentInEveryLanguage) {
  for_each_letter([](const Letter& letter, const std::string& name) {
    const Rendered mail = rendered(letter, {});
    EXPECT_FALSE(mail.subject.empty()) << name;
    EXPECT_FALSE(mail.subject.contains('\n')) << name;
    EXPECT_TRUE(mail.subject.contains("Foyer")) << name;
    EXPECT_TRUE(mail.text.contains("\n\nhttps://foyer.test/?a=1&b=2\n\n")) << name << mail.text;
    EXPECT_TRUE(mail.html.starts_with("<!doctype html>")) << name;
    EXPECT_TRUE(mail.html.contains("href=\"https://foyer.test/?a=1&amp;b=2\"")) << name;
    for (const char* mark : {"{", "*"}) EXPECT_FALSE(mail.text.contains(mark)) << name << mail.text;
    EXPECT_FALSE(mail.text.contains("\n\n\n")) << name << mail.text;
    EXPECT_FALSE(mail.html.contains("{{")) << name;
    const std::string head = "lang=\"" + std::string{tag_of(letter.language)} + "\" dir=\"" +
                             std::string{direction_of(letter.language)} + "\"";
    EXPECT_TRUE(mail.html.contains("<html " + head)) << name;
  });
}

TEST(Letters, LoadNothingFromElsewhere) {
  for_each_letter([](const Letter& letter, const std::string& name) {
    const std::string html = rendered(letter, {}).html;
    for (const char* loader : {"<img", "<link", "url(", "src=", "@import"}) {
      EXPECT_FALSE(html.contains(loader)) << name << " " << loader;
    }
  });
}

TEST(Letters, KeepTextLinesShort) {
  for_each_letter([](const Letter& letter, const std::string& name) {
    std::istringstream text{rendered(letter, {}).text};
    for (std::string line; std::getline(text, line);) EXPECT_LE(code_points(line), 78U) << name << ": " << line;
  });
}

TEST(Letters, ALinkIsNeverBroken) {
  Letter letter = letter_of(MailKind::activation);
  const std::string link = "https://foyer.test/verify?token=" + std::string(120, 'a');
  letter.values.insert_or_assign("link", link);
  EXPECT_TRUE(rendered(letter, {}).text.contains("\n" + link + "\n"));
}

TEST(Letters, BeginWithWhatAMailboxShowsBesideTheSubject) {
  const std::string html = rendered(letter_of(MailKind::password_reset), {}).html;
  const auto hidden = html.find("display:none");
  ASSERT_NE(hidden, std::string::npos);
  EXPECT_LT(hidden, html.find("<table"));
  EXPECT_TRUE(html.substr(hidden, 400).contains(">Someone, hopefully you, asked for a new password"));
}

TEST(Letters, WearTheCinemasNameAndColour) {
  const std::string html =
      rendered(letter_of(MailKind::activation), {.service = "Зоря & Co", .accent = "#123456", .on_accent = "#ffffff"})
          .html;
  EXPECT_TRUE(html.contains("background-color:#123456"));
  EXPECT_TRUE(html.contains("color:#ffffff;text-decoration:none"));
  EXPECT_TRUE(html.contains(">Зоря &amp; Co</td>"));
  EXPECT_FALSE(html.contains("#e3a24a"));
  EXPECT_FALSE(html.contains("Foyer"));
}

TEST(Letters, ShowALogoThatTravelsWithThem) {
  constexpr std::string_view arch = "border-radius:6px 6px 0 0";
  const auto html = [](const Letterhead& head) { return rendered(letter_of(MailKind::activation), head).html; };
  EXPECT_TRUE(html({}).contains(arch));
  EXPECT_FALSE(html({.arch = false}).contains(arch));
  const std::string with_logo =
      html({.logo = mail::InlinePicture{.content_id = "7f@logo", .content_type = "image/png", .bytes = nullptr}});
  EXPECT_TRUE(with_logo.contains("src=\"cid:7f@logo\""));
  EXPECT_FALSE(with_logo.contains(arch));
}

TEST(Letters, HaveAButtonWithAnEdgeWhereItsColourIsLost) {
  const auto html = [](const char* accent, const char* on_accent) {
    return rendered(letter_of(MailKind::activation), {.accent = accent, .on_accent = on_accent}).html;
  };
  const std::string bright = html("#fff04d", "#000000");
  EXPECT_TRUE(bright.contains("border:1px solid #8c8880"));
  EXPECT_TRUE(bright.contains(".press { border-color: #fff04d !important; }"));
  const std::string dark = html("#14213d", "#ffffff");
  EXPECT_TRUE(dark.contains("border:1px solid #14213d"));
  EXPECT_TRUE(dark.contains(".press { border-color: #8c8880 !important; }"));
}

TEST(Letters, K4ValuesAreEscapedInHtmlAndBareInText) {
  const std::string hostile = "<script>alert('x')</script> & \"co\"";
  Letter letter = letter_of(MailKind::new_device);
  letter.facts = {{{"name", "Device"}, {"value", hostile}}};
  const Rendered mail = rendered(letter, {.service = hostile});
  EXPECT_TRUE(mail.text.contains("\n\nDevice: " + hostile + "\n\nIt was not me:\n\n")) << mail.text;
  EXPECT_TRUE(mail.subject.contains(hostile));
  EXPECT_FALSE(mail.html.contains("<script"));
  EXPECT_TRUE(mail.html.contains("&lt;script&gt;"));
}

TEST(Letters, ArabicRunsFromTheRight) {
  const std::string html = rendered(letter_of(MailKind::new_device, Language::ar), {}).html;
  EXPECT_TRUE(html.contains("text-align:right"));
  EXPECT_FALSE(html.contains("text-align:left"));
  EXPECT_TRUE(html.contains("dir=\"ltr\"")) << "an address still runs from the left";
}

}  // namespace
}  // namespace foyer
