// P3: the names of the service and of its viewer are the first things guessed.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "passwords/rules.h"

namespace foyer {
namespace {

bool is_too_personal(std::string_view password, std::string_view address) {
  const auto violation = too_personal(password, Email::from(address).value(), PasswordRules{});
  return violation && violation->type == "password_too_personal";
}

TEST(P3, RefusesTheNameOfTheServiceWithoutKnowingTheAddress) {
  for (const std::string password : {"Foyer2024!", "F0yer!123", "FoyerFoyer1!", "Cinema@2025", "MyCinema1!",
                                     "C1nema#77", "Foyer&Cinema1", "1!Foyer!1"}) {
    const auto weakness = weakness_of(password, PasswordRules{});
    ASSERT_TRUE(weakness) << password;
    EXPECT_EQ(weakness->type, "password_too_personal") << password;
  }
  EXPECT_EQ(weakness_of("Palace2024!x", {.service = "Palace of Kyiv"})->type, "password_too_personal");
  EXPECT_FALSE(weakness_of("Vq8-kDt3?", {.service = "Palace"}));
  EXPECT_FALSE(weakness_of("we met under the old cinema clock", {.policy = PasswordPolicy::nist}));
}

TEST(P3, RefusesWordsOfTheCaller) {
  constexpr std::array<std::string_view, 1> words{"Zhytomyr"};
  EXPECT_FALSE(weakness_of("Zhytomyr-k7Qw", PasswordRules{}));
  EXPECT_EQ(weakness_of("Zhytomyr1!", PasswordRules{}, words)->type, "password_too_personal");
}

TEST(P3, RefusesPasswordsMadeFromTheAddress) {
  for (const std::string password :
       {"Ostapenko1!", "Yaryna.Ostapenko77@mail.velykyi.example", "Yaryna.Ostapenko1", "YarynaOstapenko7!",
        "0stapenk0#2024", "Velykyi2024!", "!Yaryna77", "Yaryna77!", "yarYna.ostapenko77", "OstapenkoOstapenko1!"}) {
    EXPECT_TRUE(is_too_personal(password, "yaryna.ostapenko77@mail.velykyi.example")) << password;
  }
}

TEST(P3, EachPartOfTheAddressCounts) {
  for (const char separator : std::string_view{"._-+"}) {
    const std::string address = std::string{"qwolker"} + separator + "zumtobel@example.com";
    EXPECT_TRUE(is_too_personal("Zumtobel1!", address)) << separator;
    EXPECT_TRUE(is_too_personal("Qwolker1!", address)) << separator;
  }
}

TEST(P3, ShortPartsAndTheTopLevelLabelDoNotCount) {
  EXPECT_FALSE(is_too_personal("Zqx-wvk7Tr", "zqx@example.com"));
  EXPECT_FALSE(is_too_personal("Museumvk7!Tr", "olena@kino.museum"));
  EXPECT_TRUE(is_too_personal("Zqxw1!11", "zqxw@example.com"));
}

TEST(P3, AnHonestPasswordMayHoldTheName) {
  for (const std::string password :
       {"Popcorn&Velvet7", "olena sings to nine green kettles", "Olena-vK9#xQzu2", "v9$KuTq2"}) {
    EXPECT_FALSE(is_too_personal(password, "olena@example.com")) << password;
  }
}

TEST(P6, TheSentenceAboutPersonalOnesRepeatsNeitherPasswordNorAddress) {
  const auto violation = too_personal("Ostapenko1!", Email::from("ostapenko@example.com").value(), PasswordRules{});
  ASSERT_TRUE(violation);
  EXPECT_FALSE(violation->msg.contains("stapenko"));
}

}  // namespace
}  // namespace foyer
