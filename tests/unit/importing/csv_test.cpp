#include "importing/csv.h"

#include "tests/unit/importing/office.h"

namespace foyer::test {
namespace {

using importing::CsvRecord;
using Fields = std::vector<std::string>;
using Texts = std::vector<std::string>;

Fields fields_of(std::string_view line) {
  CsvRecord record;
  EXPECT_EQ(record.feed(line), CsvRecord::Verdict::complete) << line;
  return record.take_fields();
}

TEST(CsvRecord, TakesFieldsApartAsTheRfcSays) {
  EXPECT_EQ(fields_of("a,b,c"), (Fields{"a", "b", "c"}));
  EXPECT_EQ(fields_of("a,,c\r"), (Fields{"a", "", "c"}));
  EXPECT_EQ(fields_of(""), Fields{""});
  EXPECT_EQ(fields_of(","), (Fields{"", ""}));
  EXPECT_EQ(fields_of(R"("a, ""b""","")"), (Fields{"a, \"b\"", ""}));
  EXPECT_EQ(fields_of("\"a\"\r"), Fields{"a"});
  EXPECT_EQ(fields_of(" a , b "), (Fields{" a ", " b "}));
}

TEST(CsvRecord, AQuotedFieldGoesOnOverLines) {
  CsvRecord record;
  EXPECT_EQ(record.feed("a,\"first\r"), CsvRecord::Verdict::unfinished);
  EXPECT_EQ(record.feed(""), CsvRecord::Verdict::unfinished);
  EXPECT_EQ(record.feed("third\",b\r"), CsvRecord::Verdict::complete);
  EXPECT_EQ(record.fields(), (Fields{"a", "first\r\n\nthird", "b"}));
}

TEST(CsvRecord, RefusesWrongQuoting) {
  for (const char* line : {"a\"b", "\"a\"b", "\"a\" ,b", "a,b\"", "\"\"a\""}) {
    CsvRecord record;
    EXPECT_EQ(record.feed(line), CsvRecord::Verdict::broken) << line;
    EXPECT_TRUE(record.reason().starts_with("wrong quoting")) << line;
  }
}

class CsvImport : public Office {};

TEST_F(CsvImport, ReadsQuotesLineBreaksMarkAndEveryColumn) {
  const auto report =
      import_csv(std::string{"\xEF\xBB\xBF"} +
                 "Email,password_hash,active,group,first_name,last_name,gender,date_of_birth,avatar,info\r\n"
                 "Olena@Example.com," +
                 bcrypt_hash +
                 ",true,moderator,\"Олена\",Shevchenko,woman,1990-04-23,https://images.example.com/o.webp,\"a "
                 "\"\"film\"\"\r\nfan\"\r\n"
                 "\r\n"
                 "taras@example.com,,0,,,,,,,");
  EXPECT_EQ(skips(report), Texts{});
  EXPECT_EQ(report.rows, 2);
  EXPECT_EQ(report.imported, 2);
  EXPECT_EQ(report.pending, 1);
  EXPECT_EQ(report.without_password, 1);
  EXPECT_EQ(addresses(), (Texts{"olena@example.com", "taras@example.com"}));
  EXPECT_EQ(ask("SELECT hash FROM passwords"), Texts{bcrypt_hash});
  EXPECT_EQ(ask("SELECT u.state || g.name FROM users u JOIN user_groups g ON g.id = u.group_id ORDER BY u.id"),
            (Texts{"activeMODERATOR", "pendingUSER"}));
  EXPECT_EQ(ask("SELECT first_name || last_name || gender || date_of_birth || avatar || info FROM user_profiles"),
            (Texts{"ОленаShevchenkoWOMAN1990-04-23https://images.example.com/o.webpa \"film\"\r\nfan", "NULL"}));
}

TEST_F(CsvImport, ABrokenRowCostsItselfAlone) {
  const auto report = import_csv(
      "email,first_name\n"
      "one@example.com,\"never closed\n"
      "two@example.com,Two\n"
      "three@example.com,a\"b\n"
      "four@example.com\n"
      "five@example.com,\"a\" b\n"
      "six@example.com,\xFF\n"
      "seven@example.com,Seven\n");
  EXPECT_EQ(addresses(), (Texts{"two@example.com", "seven@example.com"}));
  EXPECT_EQ(skips(report),
            (Texts{"2:wrong quoting: something follows a closing quote",
                   "4:wrong quoting: a quote inside a field without quotes", "5:1 field where the header names 2",
                   "6:wrong quoting: something follows a closing quote", "7:not UTF-8"}));
  EXPECT_EQ(report.rows, 7);
}

TEST_F(CsvImport, AQuoteThatIsNeverClosedCostsOneRowAtTheEndToo) {
  const auto report = import_csv("email,info\none@example.com,\"open\ntwo@example.com,fine\n");
  EXPECT_EQ(addresses(), Texts{"two@example.com"});
  EXPECT_EQ(skips(report), Texts{"2:wrong quoting: a quote is never closed"});
}

TEST_F(CsvImport, ALineWithoutEndIsSkippedInBoundedMemory) {
  const auto report = import_csv("email,info\none@example.com," + std::string(300'000, 'x') +
                                 "\ntwo@example.com,fine\nthree@example.com,\"" + std::string(300'000, 'y') +
                                 "\"\nfour@example.com,fine");
  EXPECT_EQ(addresses(), (Texts{"two@example.com", "four@example.com"}));
  EXPECT_EQ(skips(report), (Texts{"2:the line is too long", "4:the line is too long"}));
}

TEST_F(CsvImport, UnknownColumnsAreNamedOnceAndIgnored) {
  const auto report =
      import_csv("id,email,shoe size,$2b$04$abc,id\n1,one@example.com,42,x,y\n2,two@example.com,43,x,y\n");
  EXPECT_EQ(report.imported, 2);
  EXPECT_EQ(report.ignored_columns, (Texts{"id", "shoe size", "(a column without a plain name)"}));
}

TEST_F(CsvImport, AFileThatIsNoneIsRefusedInOneLine) {
  EXPECT_TRUE(refusal(given_file("a.csv", "")).contains("it is empty"));
  EXPECT_TRUE(refusal(given_file("b.csv", "name;email\n")).contains("names no column email"));
  EXPECT_TRUE(refusal(given_file("c", "hello world\n")).contains("names no column email"));
  EXPECT_TRUE(refusal(given_file("d.csv", "email,email\n")).contains("two columns of its header mean email"));
  EXPECT_TRUE(refusal(given_file("e.csv", "email,\"x\n")).contains("never closed"));
  EXPECT_TRUE(
      refusal(given_file("f.bin", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16))).contains("cannot be imported"));
  EXPECT_TRUE(refusal(folder() / "absent.csv").contains("does not exist"));
  EXPECT_TRUE(refusal(folder()).contains("is not a file"));
  for (const char* name : {"a.csv", "b.csv", "c", "d.csv", "e.csv", "f.bin"}) {
    EXPECT_FALSE(refusal(folder() / name).contains('\n')) << name;
  }
}

TEST_F(CsvImport, AHeaderAloneIsAnEmptyImport) {
  const auto report = import_csv("email,password_hash\n");
  EXPECT_EQ(report.rows, 0);
  EXPECT_EQ(addresses(), Texts{});
}

}  // namespace
}  // namespace foyer::test
