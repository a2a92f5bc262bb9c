#include "platform/schema/bind.h"

#include <gtest/gtest.h>

namespace foyer::schema {

enum class Gender { MAN, WOMAN };
BOOST_DESCRIBE_ENUM(Gender, MAN, WOMAN)

struct Sample {
  Email email;
  Text<1, 3> name;
  std::optional<Text<1, 64>> device;
  Patch<Gender> gender;
  Patch<std::chrono::year_month_day> born;
};
FOYER_DESCRIBE(Sample, email, name, device, gender, born)
FOYER_NOTES(Sample, {"device", "Shown in the list of devices", "Living-room TV"})

struct Signup {
  Email email;
  NewPassword password;
};
FOYER_DESCRIBE(Signup, email, password)

struct Shown {
  std::int64_t id;
  std::optional<std::string> name;
  std::vector<std::int64_t> numbers;
};
FOYER_DESCRIBE(Shown, id, name, numbers)

namespace {

Result<Sample> read(std::string_view text) { return bind_json<Sample>(text, Rules{}); }

std::vector<std::string> types_of(const Error& error) {
  std::vector<std::string> out;
  for (const auto& field : error.fields) out.push_back(field.loc.back() + ":" + field.type);
  return out;
}

TEST(Bind, ReadsEveryMember) {
  const auto sample = read(R"({"email":"Olena@Example.com","name":"Їжа","gender":"WOMAN","born":"1990-02-28"})");
  ASSERT_TRUE(sample.has_value());
  EXPECT_EQ(sample->email.str(), "olena@example.com");
  EXPECT_EQ(sample->name.str(), "Їжа");
  EXPECT_FALSE(sample->device.has_value());
  EXPECT_EQ(sample->gender.value, Gender::WOMAN);
}

TEST(Bind, NamesEveryWrongFieldAtOnceAndInOrder) {
  const auto sample = read(R"({"email":"nobody","name":"toolong","device":7,"gender":"CAT","born":"1990-02-30"})");
  ASSERT_FALSE(sample.has_value());
  EXPECT_EQ(sample.error().code, Errc::validation_error);
  const std::vector<std::string> expected{"email:value_error", "name:string_too_long", "device:string_type",
                                          "gender:enum", "born:date_parsing"};
  EXPECT_EQ(types_of(sample.error()), expected);
  EXPECT_EQ(sample.error().fields[3].msg, "Input should be 'MAN' or 'WOMAN'");
}

TEST(Bind, SaysWhichFieldsAreMissing) {
  const auto sample = read("{}");
  ASSERT_FALSE(sample.has_value());
  ASSERT_EQ(sample.error().fields.size(), 2U);
  const std::vector<std::string> where{"body", "email"};
  EXPECT_EQ(sample.error().fields[0].loc, where);
  EXPECT_EQ(sample.error().fields[0].msg, "Field required");
}

TEST(Bind, TellsAbsentFromNullFromValue) {
  const auto absent = read(R"({"email":"a@b.co","name":"a"})");
  const auto cleared = read(R"({"email":"a@b.co","name":"a","gender":null})");
  ASSERT_TRUE(absent && cleared);
  EXPECT_FALSE(absent->gender.given);
  EXPECT_TRUE(cleared->gender.given);
  EXPECT_FALSE(cleared->gender.value.has_value());
}

TEST(Bind, RefusesWhatIsNotAnObject) {
  for (const auto* text : {"[]", "\"x\"", "null", "7"}) {
    const auto sample = read(text);
    ASSERT_FALSE(sample.has_value()) << text;
    EXPECT_EQ(sample.error().fields[0].type, "object_type") << text;
  }
}

TEST(H3, RefusesJsonThatTwoReadersCouldReadDifferently) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  const std::vector<std::string> bad{"",
                                     "{",
                                     "{}x",
                                     "{} {}",
                                     R"({"a":1,"a":2})",
                                     R"({"a":{"b":1,"b":1}})",
                                     "{'a':1}",
                                     "{\"a\":1,}",
                                     "\"\xC0\xAF\"",
                                     "// x\n{}",
                                     deep,
                                     "NaN",
                                     "\xEF\xBB\xBF{}"};
  for (const auto& text : bad) EXPECT_FALSE(parse_strict(text).has_value()) << text;
  for (const auto* beyond : {R"({"a":1e400})", R"({"a":[-1e400]})", R"({"a":699999999999999999E999})"}) {
    EXPECT_FALSE(parse_strict(beyond).has_value()) << beyond << " could not be written again";
  }
  EXPECT_TRUE(parse_strict(R"({"a":[1e308,-1e-400]})").has_value());
  EXPECT_TRUE(parse_strict(R"( {"a":{"b":1},"b":[{"a":1},{"a":1}]} )").has_value());
}

TEST(Bind, AsksTheRuleOfATypeAndKeepsItsSecret) {
  Rules rules;
  rules.add<NewPassword>([](const NewPassword& wanted) -> std::optional<Violation> {
    if (wanted.value.secret().reveal().size() >= 8) return std::nullopt;
    return Violation{"password_too_weak", "Choose a longer one"};
  });
  const auto weak = bind_json<Signup>(R"({"email":"x","password":"hunter2"})", rules);
  ASSERT_FALSE(weak.has_value());
  ASSERT_EQ(weak.error().fields.size(), 2U);
  EXPECT_EQ(weak.error().fields[1].type, "password_too_weak");
  EXPECT_EQ(weak.error().fields[1].msg.find("hunter2"), std::string::npos);
  EXPECT_TRUE(bind_json<Signup>(R"({"email":"a@b.co","password":"longenough"})", rules).has_value());
}

TEST(P1, RefusesOverlongAndControlledPasswordsBeforeAnyHashing) {
  const auto refused = [](std::string password) {
    return !bind_json<Signup>(R"({"email":"a@b.co","password":")" + password + "\"}", Rules{}).has_value();
  };
  EXPECT_FALSE(refused(std::string(128, 'a')));
  EXPECT_FALSE(refused(std::string(256, 'a')));
  EXPECT_TRUE(refused(std::string(1025, 'a')));
  EXPECT_TRUE(refused("abc\\u0000def"));
  EXPECT_TRUE(refused("abc\\u001bdef"));
  EXPECT_TRUE(refused(""));
}

TEST(Write, EscapesAndKeepsNulls) {
  const Shown shown{7, "a\"\\\n\x01z", {1, 2}};
  EXPECT_EQ(to_json(shown), R"({"id":7,"name":"a\"\\\n\u0001z","numbers":[1,2]})");
  EXPECT_EQ(to_json(Shown{1, std::nullopt, {}}), R"({"id":1,"name":null,"numbers":[]})");
}

TEST(Schema, SaysWhatTheTypesEnforce) {
  Definitions defs;
  const json::object reference = Codec<Sample>::schema(defs);
  EXPECT_EQ(reference.at("$ref"), "#/components/schemas/Sample");
  const json::object& sample = defs.at("Sample");
  const json::array required{"email", "name"};
  EXPECT_EQ(sample.at("required"), required);
  const auto& properties = sample.at("properties").as_object();
  EXPECT_EQ(properties.at("name").at("maxLength"), 3);
  EXPECT_EQ(properties.at("device").at("description"), "Shown in the list of devices");
}

}  // namespace
}  // namespace foyer::schema
