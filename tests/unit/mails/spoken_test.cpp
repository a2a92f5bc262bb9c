#include "mails/spoken.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace foyer {
namespace {

using namespace std::chrono_literals;

TEST(Spoken, SpansAreSaidInTheLargestUnitThatFits) {
  const auto english = [](std::chrono::seconds span) { return spoken(span, Language::en); };
  EXPECT_EQ(english(30min), "30 minutes");
  EXPECT_EQ(english(1h), "1 hour");
  EXPECT_EQ(english(90min), "90 minutes");
  EXPECT_EQ(english(24h), "24 hours");
  EXPECT_EQ(english(7 * 24h), "7 days");
  EXPECT_EQ(english(25h), "25 hours");
  EXPECT_EQ(english(1s), "1 minute");
}

TEST(Spoken, NumbersTakeTheFormOfTheirLanguage) {
  const auto hours = [](int count, Language language) { return spoken(count * 1h, language); };
  EXPECT_EQ(hours(1, Language::uk), "1 годину");
  EXPECT_EQ(hours(3, Language::uk), "3 години");
  EXPECT_EQ(hours(5, Language::uk), "5 годин");
  EXPECT_EQ(hours(11, Language::uk), "11 годин");
  EXPECT_EQ(hours(21, Language::uk), "21 годину");
  EXPECT_EQ(hours(23, Language::uk), "23 години");
  EXPECT_EQ(hours(1, Language::de), "1 Stunde");
  EXPECT_EQ(hours(2, Language::es), "2 horas");
  EXPECT_EQ(hours(1, Language::ar), "ساعة واحدة");
  EXPECT_EQ(hours(2, Language::ar), "ساعتين");
  EXPECT_EQ(hours(3, Language::ar), "3 ساعات");
  EXPECT_EQ(spoken(30min, Language::ar), "30 دقيقة");
  EXPECT_EQ(spoken(112min, Language::uk), "112 хвилин");
}

TEST(Spoken, ArabicHasSixPlurals) {
  std::string forms;
  for (const int number : {0, 1, 2, 3, 10, 11, 99, 100, 102, 103}) {
    forms += std::string{plural_of(number, Language::ar)} + ' ';
  }
  EXPECT_EQ(forms, "zero one two few few many many other other few ");
}

TEST(Spoken, TimesNameTheirZone) {
  const Time birth = test::ManualClock::birth;
  EXPECT_EQ(spoken(birth, Language::en), "23 November 2026, 01:02 UTC");
  EXPECT_EQ(spoken_date(birth, Language::en), "23 November 2026");
  EXPECT_EQ(spoken(birth, Language::uk), "23 листопада 2026 року о 01:02 UTC");
  EXPECT_EQ(spoken(birth, Language::es), "23 de noviembre de 2026 a las 01:02 UTC");
  EXPECT_EQ(spoken(birth, Language::de), "23. November 2026 um 01:02 UTC");
  EXPECT_EQ(spoken(birth, Language::ar), "23 نوفمبر 2026، الساعة 01:02 UTC");
}

}  // namespace
}  // namespace foyer
