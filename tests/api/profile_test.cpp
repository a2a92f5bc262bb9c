#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Profile : public Cinema {
 protected:
  std::string viewer() {
    given_viewer("olena@example.com");
    return sign_in("olena@example.com").access;
  }
  static constexpr const char* path = "/api/v1/user/profile";
};

TEST_F(Profile, IsEmptyAtFirst) {
  const Answer answer = get(path, viewer());
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.text,
            R"({"id":1,"user_id":1,"email":"olena@example.com","group":"USER","first_name":null,"last_name":null,)"
            R"("gender":null,"date_of_birth":null,"avatar":null,"info":null})");
}

TEST_F(Profile, KeepsWhatIsAbsentAndClearsWhatIsNull) {
  const std::string access = viewer();
  const Answer set =
      put(path,
          R"({"first_name":"Олена","last_name":"Шевченко","gender":"WOMAN","date_of_birth":"1990-04-23",)"
          R"("avatar":"https://images.example.com/o.webp","info":"Film noir.\nAnd coffee."})",
          access);
  ASSERT_EQ(set.status, 200U) << set.text;
  const Answer changed = put(path, R"({"last_name":null,"first_name":"Лена"})", access);
  const auto profile = changed.json();
  EXPECT_EQ(profile.at("first_name"), "Лена");
  EXPECT_TRUE(profile.at("last_name").is_null());
  EXPECT_EQ(profile.at("gender"), "WOMAN");
  EXPECT_EQ(profile.at("date_of_birth"), "1990-04-23");
  EXPECT_EQ(profile.at("info"), "Film noir.\nAnd coffee.");
  EXPECT_EQ(get(path, access).text, changed.text);
}

TEST_F(Profile, AChangeUsesUpNoNumber) {
  const std::string access = viewer();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(put(path, R"({"first_name":"Olena"})", access).status, 200U);
  given_viewer("taras@example.com");
  const auto next = get(path, sign_in("taras@example.com").access).json();
  EXPECT_EQ(next.at("id").as_int64(), 2);
}

TEST_F(Profile, C4AliasesAreTheSameHandlers) {
  const std::string access = viewer();
  EXPECT_EQ(put("/api/v1/users/me/update", R"({"first_name":"Olena"})", access).status, 200U);
  EXPECT_EQ(get("/api/v1/users/me", access).text, get(path, access).text);
  http::Request patch{.method = http::Method::patch, .path = path, .body = "{}"};
  const std::string bearer = "Bearer " + access;
  patch.fields = {{"Content-Type", "application/json"}, {"Authorization", bearer}};
  EXPECT_EQ(send(patch).status, 200U);
}

TEST_F(Profile, H3RefusesEveryWrongFieldAtOnce) {
  const std::string access = viewer();
  const std::string wrong = R"json({"first_name":"","last_name":7,"gender":"CAT","date_of_birth":"2999-01-01x",
                                    "avatar":"javascript:alert(1)","info":"\u0000"})json";
  const Answer answer = put(path, wrong, access);
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(answer.field_errors(),
            "first_name:string_too_short last_name:string_type gender:enum date_of_birth:date_parsing "
            "avatar:url_parsing info:string_control_character");
}

TEST_F(Profile, RefusesAvatarsThatAreNotPlainWebAddresses) {
  const std::string access = viewer();
  for (const std::string avatar : {"ftp://a.example/x", "https://", "https://user@evil.example/", "https://a b",
                                   "//a.example", "https://a.example/\u202Egpj.x"}) {
    EXPECT_EQ(put(path, R"({"avatar":")" + avatar + "\"}", access).status, 422U) << avatar;
  }
  EXPECT_EQ(put(path, R"({"avatar":"http://a.example/x?y=1#z"})", access).status, 200U);
}

TEST_F(Profile, RefusesABirthdayInTheFuture) {
  EXPECT_EQ(put(path, R"({"date_of_birth":"2999-01-01"})", viewer()).field_errors(), "date_of_birth:date_future");
}

TEST_F(Profile, H3NeverLetsAViewerSetWhoTheyAre) {
  const std::string access = viewer();
  put(path, R"({"id":9,"user_id":9,"email":"admin@example.com","group":"ADMIN"})", access);
  const auto profile = get(path, access).json();
  EXPECT_EQ(profile.at("group"), "USER");
  EXPECT_EQ(profile.at("email"), "olena@example.com");
}

TEST_F(Profile, BelongsToSignedInViewersOnly) {
  EXPECT_EQ(get(path).status, 401U);
  EXPECT_EQ(get(path).detail(), "Not authenticated");
  EXPECT_EQ(put(path, "{}", "nonsense").status, 401U);
}

}  // namespace
}  // namespace foyer::test
