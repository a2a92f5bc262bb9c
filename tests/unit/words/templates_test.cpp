#include "platform/words/templates.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <stdexcept>

#include "embedded/templates.h"
#include "platform/words/texts.h"

namespace foyer::words {
namespace {

const std::string hostile = "<script>alert('x')</script> & \"co\" *bold* {link}";

Values letter_values() {
  return {{"link", "https://foyer.test/?a=1&b=2"},
          {"validity", "30 minutes"},
          {"service", "Foyer"},
          {"facts", std::vector<Values>{}},
          {"accent", "#e3a24a"},
          {"on_accent", "#17130b"},
          {"edge", "#e3a24a"},
          {"start", "left"},
          {"end", "right"}};
}

TEST(Templates, FillTextsInAndSayThemInTheLanguage) {
  const Values values = letter_values();
  EXPECT_TRUE(render({"mail/letter.txt", "mail.activation"}, values).contains("The link works for 30 minutes."));
  const std::string german = render({"mail/letter.txt", "mail.activation", Language::de}, values);
  EXPECT_TRUE(german.contains("Der Link gilt 30 minutes.")) << german;
  EXPECT_TRUE(german.contains("\nhttps://foyer.test/?a=1&b=2\n"));
}

TEST(Templates, MarkEmphasisUpInHtmlAlone) {
  EXPECT_TRUE(render({"mail/letter.html", "mail.activation"}, letter_values()).contains(">30 minutes</strong>"));
  EXPECT_FALSE(render({"mail/letter.txt", "mail.activation"}, letter_values()).contains('*'));
}

TEST(Templates, EscapeValuesInHtmlAndNeverReadThemAsTexts) {
  Values values = letter_values();
  values.insert_or_assign("validity", hostile);
  const std::string html = render({"mail/letter.html", "mail.activation"}, values);
  EXPECT_FALSE(html.contains("<script"));
  EXPECT_TRUE(html.contains("&lt;script&gt;"));
  EXPECT_TRUE(html.contains("*bold* {link}"));
  EXPECT_TRUE(render({"mail/letter.txt", "mail.activation"}, values).contains(hostile));
}

TEST(Templates, ThrowWhenAValueOrATextIsMissing) {
  for (const char* name : {"link", "validity", "service"}) {
    Values values = letter_values();
    values.erase(name);
    EXPECT_THROW(render({"mail/letter.txt", "mail.activation"}, values), std::logic_error) << name;
  }
  EXPECT_THROW(render({"mail/letter.txt", "mail.no_such_mail"}, letter_values()), std::logic_error);
  EXPECT_THROW(render({"mail/no_such_file.txt", "mail.activation"}, letter_values()), std::logic_error);
  EXPECT_THROW(say(Language::en, "mail.activation.subject"), std::logic_error);
  EXPECT_THROW(say(Language::en, "mail.activation.nothing"), std::logic_error);
}

TEST(Templates, HoldNoWordsAndNeitherStyleNorScriptOfTheirOwn) {
  for (const auto& file : embedded::templates()) {
    const bool is_page = file.path.starts_with("pages/");
    for (const char* forbidden :
         {"style=", "<style", " onclick=", " onload=", "http-equiv", "href=\"/", "src=\"/", "action=\"/"}) {
      EXPECT_FALSE(is_page && file.bytes.contains(forbidden)) << file.path << ' ' << forbidden;
    }
    // Texts come escaped, so double braces would escape them twice.
    const std::regex escaped_twice{R"re((^|[^{])\{\{@)re"};
    EXPECT_FALSE(std::regex_search(file.bytes.begin(), file.bytes.end(), escaped_twice)) << file.path;
  }
  EXPECT_TRUE(std::ranges::is_sorted(embedded::templates(), {}, &embedded::File::path));
}

/// Calls visit(path, text) for every text below a section.
template <class Visit>
void for_each_text(const boost::json::value& value, const std::string& path, Visit visit) {
  if (value.is_string()) visit(path, std::string{value.as_string()});
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) for_each_text(member, path + "." + std::string{key}, visit);
  }
  if (const auto* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) for_each_text((*array)[i], path + "." + std::to_string(i), visit);
  }
}

std::string shape_of(const std::string& text) {
  std::set<std::string> parameters;
  int emphasised = 0;
  assemble(text, {.words = [](std::string_view) {},
                  .parameter = [&](std::string_view name) { parameters.emplace(name); },
                  .emphasis = [&](bool) { ++emphasised; }});
  std::string out = std::to_string(emphasised);
  for (const auto& name : parameters) out += " " + name;
  return out;
}

TEST(Languages, SayTheSameThingsWithTheSameParametersAndEmphasis) {
  for (const char* section : {"pages", "mail"}) {
    std::map<std::string, std::string> english;
    for_each_text(*find_text(Language::en, section), section,
                  [&](const std::string& path, const std::string& text) { english[path] = shape_of(text); });
    EXPECT_GT(english.size(), 50U);
    for (const Language language : languages) {
      for_each_text(*find_text(language, section), section, [&](const std::string& path, const std::string& text) {
        if (path.starts_with("mail.spoken.")) return;  // plural forms differ
        EXPECT_FALSE(text.empty()) << tag_of(language) << ' ' << path;
        EXPECT_EQ(shape_of(text), english[path]) << tag_of(language) << ' ' << path;
      });
    }
  }
}

TEST(Texts, AreAssembledOfWordsParametersAndEmphasis) {
  std::string out;
  const Assembly into{.words = [&](std::string_view words) { out += words; },
                      .parameter = [&](std::string_view name) { out += fmt::format("<{}>", name); },
                      .emphasis = [&](bool begins) { out += begins ? "[" : "]"; }};
  assemble("On *{date}* we {say_it}: { }, {} and {Name}, {open", into);
  EXPECT_EQ(out, "On [<date>] we <say_it>: { }, {} and {Name}, {open");
}

TEST(Texts, OfTheBrowserAreNotKept) {
  EXPECT_EQ(find_text(Language::en, "app"), nullptr);
  EXPECT_EQ(find_text(Language::en, "mail.activation.subject.x"), nullptr);
  EXPECT_EQ(find_text(Language::en, ""), nullptr);
}

}  // namespace
}  // namespace foyer::words
