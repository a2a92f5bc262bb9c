// L3: forms of other sites spend nothing of their victims'.
#include "platform/http/origin.h"

#include <gtest/gtest.h>

namespace foyer::http {
namespace {

bool is_refused(std::vector<Field> fields, Method method = Method::post,
                const std::vector<std::string>& listed = {"https://cinema.example"}) {
  fields.push_back({"Host", "auth.example"});
  const Request request{.method = method, .fields = std::move(fields)};
  return is_foreign_form(request, *CorsOrigins::parse(listed));
}

constexpr Field form{"Content-Type", "application/x-www-form-urlencoded"};
constexpr Field foreign{"Sec-Fetch-Site", "cross-site"};

TEST(L3ForeignForm, IsWhatABrowserSaysComesFromAnotherSite) {
  for (const char* site : {"cross-site", "same-site", "", "SAME-ORIGIN", "same-origin, same-origin"}) {
    EXPECT_TRUE(is_refused({form, {"Sec-Fetch-Site", site}})) << site;
  }
  EXPECT_TRUE(is_refused({form, {"Sec-Fetch-Site", "same-origin"}, foreign}));
  EXPECT_FALSE(is_refused({form, {"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}}));
  EXPECT_FALSE(is_refused({form, {"Sec-Fetch-Site", "none"}}));
}

TEST(L3ForeignForm, OfAnOldBrowserIsKnownByItsOrigin) {
  EXPECT_TRUE(is_refused({form, {"Origin", "https://evil.example"}}));
  EXPECT_TRUE(is_refused({form, {"Origin", "https://auth.example.evil.example"}}));
  EXPECT_TRUE(is_refused({form, {"Origin", "https://auth.example"}, {"Origin", "https://evil.example"}}));
  EXPECT_FALSE(is_refused({form, {"Origin", "https://auth.example"}}));
  EXPECT_FALSE(is_refused({form, {"Origin", "null"}})) << "as our own pages say, which tell nobody where they were";
}

TEST(L3ForeignForm, IsNoProgramsRequest) { EXPECT_FALSE(is_refused({form})); }

TEST(L3ForeignForm, OfAListedSiteIsTaken) {
  EXPECT_FALSE(is_refused({form, foreign, {"Origin", "https://cinema.example"}}));
  EXPECT_TRUE(is_refused({form, foreign, {"Origin", "https://cinema.example"}}, Method::post, {}));
  EXPECT_TRUE(is_refused({form, foreign, {"Origin", "https://cinema.example"}, {"Origin", "https://evil.example"}}));
}

TEST(L3ForeignForm, IsOfAnyKindThatNeedsNoLeave) {
  for (const char* type : {"text/plain", "multipart/form-data; boundary=x", "", "text/json"}) {
    EXPECT_TRUE(is_refused({{"Content-Type", type}, foreign})) << type;
  }
  EXPECT_TRUE(is_refused({foreign}));
  EXPECT_FALSE(is_refused({{"Content-Type", "Application/JSON; charset=utf-8"}, foreign})) << "asked about before";
  for (const Method method : {Method::get, Method::head, Method::put, Method::patch, Method::del, Method::options}) {
    EXPECT_FALSE(is_refused({form, foreign}, method));
  }
}

}  // namespace
}  // namespace foyer::http
