#include "platform/http/language.h"

#include <gtest/gtest.h>

#include "platform/http/accept.h"

namespace foyer::http {
namespace {

std::string preferred(std::string_view accept_language) {
  const auto language = preferred_language(accept_language);
  return language ? std::string{tag_of(*language)} : "nothing";
}

TEST(PreferredLanguage, IsTheOneOfOursWithTheHighestWeight) {
  EXPECT_EQ(preferred("uk"), "uk");
  EXPECT_EQ(preferred("uk-UA,uk;q=0.9,en-US;q=0.8,en;q=0.7"), "uk");
  EXPECT_EQ(preferred("fr-CH, fr;q=0.9, DE;q=0.8, *;q=0.5"), "de");
  EXPECT_EQ(preferred("en;q=0.3,es-419;q=0.7,de;q=0.7"), "es");
  EXPECT_EQ(preferred("ar-EG"), "ar");
  EXPECT_EQ(preferred("  de ; q=0.5 , en ; q=0.4 "), "de");
}

TEST(PreferredLanguage, IsNothingWhereNoneOfOursIsNamed) {
  for (const char* value :
       {"", "*", "fr", "fr,*;q=0.1", "en;q=0", "en;q=2", "en;q=x", "ukr", "e", "-en", ";;,,q=1", "english"}) {
    EXPECT_EQ(preferred(value), "nothing") << value;
  }
}

TEST(PageLanguage, AddressThenCookieThenBrowserThenEnglish) {
  Request request{.query = "lang=de"};
  request.fields = {{"Cookie", "lang=es"}};
  request.client.language = Language::uk;
  EXPECT_EQ(page_language(request), Language::de);
  request.query = "lang=fr";
  EXPECT_EQ(page_language(request), Language::es);
  request.fields = {{"Cookie", "lang=xx"}};
  EXPECT_EQ(page_language(request), Language::uk);
  request.client.language.reset();
  EXPECT_EQ(page_language(request), Language::en);
}

}  // namespace
}  // namespace foyer::http
