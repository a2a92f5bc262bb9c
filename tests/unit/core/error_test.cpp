#include "core/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/result.h"

namespace foyer {
namespace {

constexpr int last = static_cast<int>(Errc::internal);

TEST(Error, EveryCodeHasItsOwnWord) {
  std::set<std::string_view> words;
  for (int i = 0; i <= last; ++i) {
    const auto word = code_of(static_cast<Errc>(i));
    EXPECT_TRUE(words.insert(word).second) << word;
    EXPECT_FALSE(word.empty());
    EXPECT_TRUE(std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; })) << word;
  }
}

TEST(Error, EveryCodeHasItsOwnSentence) {
  std::set<std::string_view> sentences;
  for (int i = 0; i <= last; ++i) {
    const auto sentence = sentence_of(static_cast<Errc>(i));
    EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
    ASSERT_FALSE(sentence.empty());
    EXPECT_TRUE(sentence.front() >= 'A' && sentence.front() <= 'Z') << sentence;
  }
}

TEST(C1, TheSentencesOfTheOriginalStay) {
  EXPECT_EQ(sentence_of(Errc::invalid_credentials), "Invalid credentials");
  EXPECT_EQ(sentence_of(Errc::account_not_activated), "Account not activated");
  EXPECT_EQ(sentence_of(Errc::invalid_refresh_token), "Invalid or expired refresh token");
  EXPECT_EQ(sentence_of(Errc::not_authenticated), "Not authenticated");
}

TEST(Error, ItsOwnDetailWinsOverTheStandardSentence) {
  EXPECT_EQ(detail_of(Error{.code = Errc::not_found}), "Not found");
  EXPECT_EQ(detail_of(Error{.code = Errc::not_found, .detail = "No such job"}), "No such job");
}

TEST(Error, ANumberOutsideTheListIsAnInternalError) {
  EXPECT_EQ(code_of(static_cast<Errc>(last + 1)), "internal_error");
  EXPECT_EQ(code_of(static_cast<Errc>(-1)), "internal_error");
}

TEST(Refuse, CarriesItsError) {
  const Result<int> plain = refuse(Errc::conflict, "twice");
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, Errc::conflict);
  EXPECT_EQ(plain.error().detail, "twice");
  const Result<int> whole = refuse(Error{.code = Errc::overloaded, .retry_after = std::chrono::seconds{7}});
  EXPECT_EQ(whole.error().retry_after, std::chrono::seconds{7});
}

}  // namespace
}  // namespace foyer
