// What a client holds already is not sent again.
#include "platform/http/conditional.h"

#include <gtest/gtest.h>

#include "tests/unit/http/header_of.h"

namespace foyer::http {
namespace {

Response keys() { return {.body = "keys", .headers = {{"ETag", "\"a,b\""}, {"Cache-Control", "public, max-age=300"}}}; }

unsigned status_for(const std::vector<Field>& fields, Method method = Method::get) {
  return conditional({.method = method, .fields = fields}, keys()).status;
}
unsigned status_for(std::string_view held) { return status_for({{"If-None-Match", held}}); }

TEST(Conditional, AHeldAnswerIs304WithTheSameHeaders) {
  const Response answer = conditional({.fields = {{"if-none-match", "\"a,b\""}}}, keys());
  EXPECT_EQ(answer.status, 304U);
  EXPECT_EQ(answer.content(), "");
  EXPECT_EQ(header_of(answer, "ETag"), "\"a,b\"");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "public, max-age=300");
}

TEST(Conditional, StaticBytesAreHeldAsWell) {
  Response asset = keys();
  asset.static_body = "asset";
  EXPECT_EQ(conditional({.fields = {{"If-None-Match", "*"}}}, asset).content(), "");
}

TEST(Conditional, ListsAndWeakTagsAndStarsMatch) {
  for (const char* held : {"\"a,b\"", "W/\"a,b\"", "*", " * ", "\"x\", \"a,b\"", "\"x\",W/\"y\" ,\t\"a,b\",\"z\"",
                           ", ,\"a,b\"", "\"a,b\",", "\"\", \"a,b\""})
    EXPECT_EQ(status_for(held), 304U) << held;
  EXPECT_EQ(status_for({{"If-None-Match", "\"x\""}, {"If-None-Match", "\"a,b\""}}), 304U);
  EXPECT_EQ(status_for({{"If-None-Match", "\"a,b\""}}, Method::head), 304U);
}

TEST(Conditional, OtherAndMalformedTagsDoNot) {
  for (const char* held : {"", "\"a\"", "a,b", "\"a,b", "\"A,b\"", "w/\"a,b\"", "W/", "\"x\" \"a,b\"", "x, \"a,b\"",
                           "\"x\"y, \"a,b\"", "\"a,b\"x", "\"x,\"a,b\"", "**"})
    EXPECT_EQ(status_for(held), 200U) << held;
  EXPECT_EQ(status_for(std::vector<Field>{}), 200U);
}

TEST(Conditional, OnlyGoodAnswersToReadsTurnInto304) {
  EXPECT_EQ(status_for({{"If-None-Match", "*"}}, Method::post), 200U);
  EXPECT_EQ(conditional({.fields = {{"If-None-Match", "*"}}}, {.body = "no tag"}).status, 200U);
  Response failed = keys();
  failed.status = 503;
  EXPECT_EQ(conditional({.fields = {{"If-None-Match", "*"}}}, failed).status, 503U);
}

TEST(Conditional, EachContentHasATagOfItsOwn) {
  EXPECT_EQ(etag_of("keys"), etag_of("keys"));
  EXPECT_NE(etag_of("keys"), etag_of("keyt"));
  // SHA-256 of the empty text, its first half.
  EXPECT_EQ(etag_of(""), "\"e3b0c44298fc1c149afbf4c8996fb924\"");
}

}  // namespace
}  // namespace foyer::http
