#include "tests/unit/importing/office.h"

namespace foyer::test {
namespace {

using Texts = std::vector<std::string>;
using std::string_literals::operator""s;

class JsonLinesImport : public Office {};

TEST_F(JsonLinesImport, ReadsTheSameNames) {
  const auto report =
      import_lines(R"({"email":"olena@example.com","password_hash":")"s + django_hash +
                   R"(","active":true,"group":"ADMIN","first_name":"Олена","gender":"WOMAN"})" + "\r\n\n" +
                   R"({"email":"taras@example.com","active":false,"info":null,"first_name":""})" + "\n" +
                   R"({"email":"ivan@example.com","is_active":0,"hashed_password":null})");
  EXPECT_EQ(skips(report), Texts{});
  EXPECT_EQ(report.imported, 3);
  EXPECT_EQ(report.pending, 2);
  EXPECT_EQ(report.without_password, 2);
  EXPECT_EQ(ask("SELECT state FROM users ORDER BY id"), (Texts{"active", "pending", "pending"}));
  EXPECT_EQ(ask("SELECT first_name FROM user_profiles ORDER BY user_id"), (Texts{"Олена", "NULL", "NULL"}));
  EXPECT_TRUE(ask("SELECT hash FROM passwords").at(0).starts_with("$pbkdf2-sha256$i=1000$"));
}

TEST_F(JsonLinesImport, ABrokenLineCostsItselfAlone) {
  const auto report = import_lines(
      "{\"email\":\"one@example.com\"\n"
      "[\"two@example.com\"]\n"
      "{\"email\":\"three@example.com\"} trailing\n"
      "{\"email\":\"four@example.com\",\"email\":\"other@example.com\"}\n"
      "{\"email\":\"five@example.com\",\"first_name\":\"\xFF\"}\n"
      "{\"email\":6}\n"
      "{\"email\":\"seven@example.com\",\"password_hash\":\"\",\"hashed_password\":\"\"}\n"
      "{\"email\":\"nul\\u0000@example.com\"}\n"
      "{\"email\":\"nine@example.com\",\"first_name\":\"a\\u0000b\"}\n"
      "{\"email\":\"ten@example.com\",\"info\":\"" +
      std::string(200'000, 'x') +
      "\"}\n"
      "{}\n"
      "{\"email\":\"twelve@example.com\"}");
  EXPECT_EQ(addresses(), (Texts{"nine@example.com", "twelve@example.com"}));
  EXPECT_EQ(report.trimmed.size(), 1U);
  const std::string broken = "not one JSON object in UTF-8, each member once";
  const auto why = skips(report);
  ASSERT_EQ(why.size(), 10U);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(why[static_cast<std::size_t>(i)], std::to_string(i + 1) + ":" + broken);
  EXPECT_EQ(why[5], "6:email: is not text");
  EXPECT_EQ(why[6], "7:two members mean password_hash");
  EXPECT_EQ(why[8], "10:the line is too long");
  EXPECT_EQ(why[9], "11:email: there is none");
}

TEST_F(JsonLinesImport, ALineIsNotPassedOverBecauseItBeginsWithMoreBlanksThanALineMayHold) {
  const auto report = import_lines("{\"email\":\"one@example.com\"}\n \t\n" +
                                   std::string(std::size_t{128} * 1024, ' ') + "{\"email\":\"three@example.com\"}\n");
  EXPECT_EQ(addresses(), Texts{"one@example.com"});
  EXPECT_EQ(skips(report), Texts{"3:the line is too long"});
}

TEST_F(JsonLinesImport, UnknownMembersAreNamedOnceAndAFew) {
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += "{\"email\":\"v" + std::to_string(i) + "@example.com\",\"x" + std::to_string(i) + "\":1,\"id\":2}\n";
  const auto report = import_lines(lines);
  EXPECT_EQ(report.imported, 100);
  EXPECT_EQ(report.ignored_columns.size(), 20U);
  EXPECT_EQ(report.ignored_columns.front(), "x0");
}

TEST_F(JsonLinesImport, IsKnownByItsContentAndOthersAreRefused) {
  EXPECT_EQ(import(given_file("accounts", "\n {\"email\":\"one@example.com\"}")).imported, 1);
  EXPECT_TRUE(refusal(given_file("a.jsonl", "[1,2]\n")).contains("none of its lines begins a JSON object"));
  EXPECT_TRUE(refusal(given_file("b.jsonl", "")).contains("none of its lines"));
  EXPECT_TRUE(refusal(given_file("c.txt", "email\n"), importing::Format::jsonl).contains("none of its lines"));
}

}  // namespace
}  // namespace foyer::test
