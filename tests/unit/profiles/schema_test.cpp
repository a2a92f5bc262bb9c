// H3: what a viewer may say of themselves, and nothing else.
#include "profiles/schema.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/schema/bind.h"

namespace foyer {
namespace {

Result<ProfileChange> read(std::string_view json) { return schema::bind_json<ProfileChange>(json, schema::Rules{}); }

std::string refusal_of(std::string_view json) {
  const auto change = read(json);
  if (change) return "";
  std::string out;
  for (const auto& field : change.error().fields) out += field.loc.back() + ":" + field.type + " ";
  return out;
}

std::string of(std::string_view member, const std::string& text) {
  std::string out{"{\""};
  out += member;
  out += "\":";
  schema::write_string(out, text);
  return out + "}";
}

TEST(H3, AvatarsAreAbsoluteHttpUrls) {
  for (const std::string url : {"https://images.example.com/olena.webp", "http://a", "https://example.com:8443/a?b=c#d",
                                "https://приклад.укр/фото.png", "https://[::1]/a", "https://example.com/a@b"}) {
    const auto avatar = AvatarUrl::from(url);
    ASSERT_TRUE(avatar) << url;
    EXPECT_EQ(avatar->str(), url);
  }
}

TEST(H3, OtherAvatarsAreRefused) {
  for (const std::string url : {"",
                                "olena.webp",
                                "//example.com/a",
                                "/a",
                                "ftp://example.com/a",
                                "javascript:alert(1)",
                                "data:image/png;base64,AAAA",
                                "https:example.com",
                                "https:/example.com",
                                "https://",
                                "https:///a",
                                "https://?a",
                                "https://#a",
                                "HTTPS://example.com",
                                " https://example.com",
                                "https://exa mple.com",
                                "https://example.com/a b",
                                "https://example.com/\"onerror=x",
                                "https://example.com/<b>",
                                "https://example.com\\@evil.example",
                                "https://bank.example@evil.example/",
                                "https://user:password@example.com/",
                                "https://example.com/\n",
                                "https://example.com/\x7f"}) {
    const auto avatar = AvatarUrl::from(url);
    ASSERT_FALSE(avatar) << url;
    EXPECT_EQ(avatar.error().type, "url_parsing") << url;
  }
  EXPECT_FALSE(AvatarUrl::from(std::string{"https://a\0b.example/", 20}));
}

TEST(H3, AvatarsHaveAtMost2048Characters) {
  const std::string base = "https://example.com/";
  EXPECT_TRUE(AvatarUrl::from(base + std::string(2048 - base.size(), 'a')));
  EXPECT_EQ(AvatarUrl::from(base + std::string(2049 - base.size(), 'a')).error().type, "string_too_long");
}

TEST(Profile, NamesAndInfoAreBounded) {
  EXPECT_EQ(refusal_of(of("first_name", std::string(100, 'a'))), "");
  EXPECT_EQ(refusal_of(of("first_name", std::string(101, 'a'))), "first_name:string_too_long ");
  EXPECT_EQ(refusal_of(of("last_name", "")), "last_name:string_too_short ");
  EXPECT_EQ(refusal_of(of("first_name", "a\nb")), "first_name:string_control_character ");
  EXPECT_EQ(refusal_of(of("info", "a\nb\r\n\tc")), "");
  EXPECT_EQ(refusal_of(of("info", "")), "");
  EXPECT_EQ(refusal_of(of("info", std::string(4000, 'a'))), "");
  EXPECT_EQ(refusal_of(of("info", std::string(4001, 'a'))), "info:string_too_long ");
  EXPECT_EQ(refusal_of(of("info", "a\x1b[31m")), "info:string_control_character ");
}

TEST(Profile, GendersAndDatesAreTheirOwnWords) {
  EXPECT_EQ(refusal_of(R"({"gender":"MAN","date_of_birth":"2000-02-29"})"), "");
  EXPECT_EQ(refusal_of(R"({"gender":"man"})"), "gender:enum ");
  EXPECT_EQ(refusal_of(R"({"gender":""})"), "gender:enum ");
  for (const char* date : {"1900-02-29", "2023-02-29", "2024-2-29", "29.02.2024", "2024-13-01", "2024-00-01", "",
                           "2024-01-01T00:00:00Z", "-001-01-01", "2024-01-32"}) {
    EXPECT_EQ(refusal_of(of("date_of_birth", date)), "date_of_birth:date_parsing ") << date;
  }
}

TEST(Profile, TellsAbsentFromNullFromValue) {
  const auto change = read(R"({"first_name":"Olena","last_name":null})");
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->first_name.given && change->first_name.value);
  EXPECT_TRUE(change->last_name.given && !change->last_name.value);
  EXPECT_FALSE(change->gender.given || change->date_of_birth.given || change->avatar.given || change->info.given);
}

TEST(H3, WhatTheServerDecidesIsIgnored) {
  const auto change = read(R"({"id":1,"user_id":2,"email":"eve@example.com","group":"ADMIN","is_active":true})");
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->first_name.given || change->last_name.given || change->info.given);
}

TEST(Profile, UnsetFieldsAreNullInTheAnswer) {
  ProfileResponse fresh;
  fresh.id = 3;
  fresh.user_id = 7;
  fresh.email = "olena@example.com";
  fresh.group = "USER";
  EXPECT_EQ(schema::to_json(fresh),
            R"({"id":3,"user_id":7,"email":"olena@example.com","group":"USER","first_name":null,"last_name":null,)"
            R"("gender":null,"date_of_birth":null,"avatar":null,"info":null})");
}

}  // namespace
}  // namespace foyer
