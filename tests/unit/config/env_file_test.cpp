#include "platform/config/env_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace foyer::config {
namespace {

EnvFile parse(std::string_view text, const Variables& environment = {}) { return parse_env_file(text, environment); }

/// The value of A, the only variable of a file without mistakes.
std::string a_in(std::string_view text, const Variables& environment = {}) {
  const EnvFile file = parse(text, environment);
  EXPECT_TRUE(file.mistakes.empty()) << text;
  const auto found = file.values.find("A");
  return found == file.values.end() ? "(not set)" : found->second;
}

TEST(EnvFile, ReadsNamesAndValues) {
  const EnvFile file = parse("A=1\nB_2=two words\n");
  EXPECT_EQ(file.values, (Variables{{"A", "1"}, {"B_2", "two words"}}));
  EXPECT_TRUE(file.mistakes.empty());
}

TEST(EnvFile, SkipsBlankLinesAndComments) {
  const EnvFile file = parse("\n  \n# A=0\n   # more\nA=1\n\n");
  EXPECT_EQ(file.values, (Variables{{"A", "1"}}));
  EXPECT_TRUE(file.mistakes.empty());
}

TEST(EnvFile, AllowsSpacesExportAndQuotedNames) {
  EXPECT_EQ(a_in("  A = 1  "), "1");
  EXPECT_EQ(a_in("export A=1"), "1");
  EXPECT_EQ(a_in("export\t A=1"), "1");
  EXPECT_EQ(a_in("'A'=1"), "1");
  EXPECT_EQ(parse("export=1").values, (Variables{{"export", "1"}}));
}

TEST(EnvFile, TakesEveryLineEndAndTheByteOrderMark) {
  EXPECT_EQ(parse("A=1\r\nB=2\rC=3\n").values, (Variables{{"A", "1"}, {"B", "2"}, {"C", "3"}}));
  EXPECT_EQ(a_in("\xEF\xBB\xBF"
                 "A=1\r\n"),
            "1");
}

TEST(EnvFile, EndsBareValuesAtAComment) {
  EXPECT_EQ(a_in("A=1 # one"), "1");
  EXPECT_EQ(a_in("A=1#one"), "1#one");
  EXPECT_EQ(a_in("A="), "");
  EXPECT_EQ(a_in("A='1' # one"), "1");
  EXPECT_EQ(a_in("A=\"1\"# one"), "1");
}

TEST(EnvFile, UnescapesSingleQuotesLittle) {
  EXPECT_EQ(a_in(R"(A='it\'s')"), "it's");
  EXPECT_EQ(a_in(R"(A='a\\b\n')"), R"(a\b\n)");
  EXPECT_EQ(a_in(R"(A='C:\')"), R"(C:\)");
  EXPECT_EQ(a_in(R"(A=' # no comment ')"), " # no comment ");
}

TEST(EnvFile, UnescapesDoubleQuotes) {
  EXPECT_EQ(a_in(R"(A="say \"hi\"\n\t\\ \q")"), "say \"hi\"\n\t\\ \\q");
  EXPECT_EQ(a_in(R"(A=a\nb)"), R"(a\nb)");
}

TEST(EnvFile, ReadsDoubleQuotesOverSeveralLines) {
  const EnvFile file = parse("A=\"-----BEGIN\nx=y\n-----END\"\nB=2");
  EXPECT_EQ(file.values, (Variables{{"A", "-----BEGIN\nx=y\n-----END"}, {"B", "2"}}));
}

TEST(EnvFile, LastLineOfANameCounts) { EXPECT_EQ(a_in("A=1\nA=2"), "2"); }

TEST(EnvFile, NameWithoutEqualsIsNotSet) {
  EXPECT_EQ(a_in("A"), "(not set)");
  EXPECT_EQ(a_in("A=1\nA"), "(not set)");
}

TEST(EnvFile, ExpandsFromTheEnvironmentThenFromEarlierLines) {
  const Variables environment{{"HOME", "/home/olena"}, {"B", "outside"}};
  EXPECT_EQ(a_in("A=${HOME}/x", environment), "/home/olena/x");
  EXPECT_EQ(a_in("B=inside\nA=\"<${B}>\"", environment), "<outside>");
  EXPECT_EQ(a_in("C=inside\nA=${C}${C}", environment), "insideinside");
  EXPECT_EQ(a_in("A=${NONE}", environment), "");
  EXPECT_EQ(a_in("A=${NONE:-else}", environment), "else");
  EXPECT_EQ(a_in("A=${HOME:-else}", environment), "/home/olena");
}

TEST(EnvFile, LeavesOtherDollarsAlone) {
  EXPECT_EQ(a_in("A=$HOME", {{"HOME", "/home/olena"}}), "$HOME");
  EXPECT_EQ(a_in("A=pa${ss"), "pa${ss");
  EXPECT_EQ(a_in("A=${B:x}"), "${B:x}");
  EXPECT_EQ(a_in("A='${HOME}'", {{"HOME", "/home/olena"}}), "${HOME}");
}

TEST(EnvFile, ExpansionDoesNotExpandItsResult) { EXPECT_EQ(a_in("A=${B}", {{"B", "${C}"}, {"C", "x"}}), "${C}"); }

TEST(EnvFile, NamesTheLineOfEachMistakeAndReadsTheRest) {
  const EnvFile file = parse("A=1\n=2\n\nB=\"open\r\nC='x'y\nD=4\n");
  ASSERT_EQ(file.mistakes.size(), 3U);
  EXPECT_EQ(file.mistakes[0], ".env: line 2 is not NAME=value; close its quotes, or put # before it.");
  EXPECT_TRUE(file.mistakes[1].contains("line 4 "));
  EXPECT_TRUE(file.mistakes[2].contains("line 5 "));
  EXPECT_EQ(file.values, (Variables{{"A", "1"}, {"D", "4"}}));
}

TEST(EnvFile, DoubtsLinesThatHaveNoEffect) {
  const EnvFile file = parse("A=1\nB\n# C\n\nexport A=2\n");
  EXPECT_TRUE(file.mistakes.empty());
  EXPECT_EQ(file.doubts,
            (std::vector<std::string>{".env: line 2 sets nothing: it has no =",
                                      ".env: line 5 sets what a line before it sets; the last one counts"}));
  EXPECT_EQ(file.values, (Variables{{"A", "2"}}));
}

TEST(EnvFile, OpenQuotesSpoilTheirOwnLineAlone) {
  for (const char* text : {"'B=1\nA=2\n", "B='1\nA=2\n", "B=\"1\nA=2\n"}) {
    const EnvFile file = parse(text);
    EXPECT_EQ(file.mistakes.size(), 1U) << text;
    EXPECT_EQ(file.values, (Variables{{"A", "2"}})) << text;
  }
}

TEST(EnvFile, MistakesNeverRepeatTheLine) {
  const EnvFile file = parse("SECRET_KEY=\"hunter2\n");
  ASSERT_EQ(file.mistakes.size(), 1U);
  EXPECT_FALSE(file.mistakes[0].contains("hunter2"));
}

TEST(EnvFile, RefusesWhatIsNotUtf8Text) {
  EXPECT_EQ(parse("A=\xff\n").mistakes.size(), 1U);
  EXPECT_EQ(parse(std::string_view{"A=1\0\n", 5}).mistakes.size(), 1U);
}

TEST(EnvFile, AbsentFileIsEmptyAndUnreadableOneIsAMistake) {
  const auto folder = std::filesystem::temp_directory_path() / ("foyer-env-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  EXPECT_TRUE(read_env_file(folder / "absent", {}).mistakes.empty());
  EXPECT_EQ(read_env_file(folder, {}).mistakes.size(), 1U);
  std::ofstream{folder / ".env"} << "A=1\n";
  EXPECT_EQ(read_env_file(folder / ".env", {}).values, (Variables{{"A", "1"}}));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace foyer::config
