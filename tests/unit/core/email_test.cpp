#include "core/email.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace foyer {
namespace {

/// "a@" and labels of `label` letters, cut to `length` bytes in all.
std::string address_of(std::size_t length) {
  std::string out = "a@";
  while (out.size() < length) out += std::string(59, 'd') + '.';
  out.resize(length - 3);
  if (out.back() == '.') out.back() = 'd';
  return out + ".co";
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

const std::vector<std::string> accepted{
    "olena@example.com",
    "Olena.Shevchenko@Example.COM",
    "o@e.co",
    "first.middle.last@sub.domain.example.com",
    "user+tag@example.com",
    "1234567890@example.com",
    "!#$%&'*+-/=?^_`{|}~@example.com",
    "under_score@example.com",
    "a@1.example",
    "a@x1.co",
    "a@a-b.co",
    "a@xn--e1afmkfd.xn--p1ai",
    std::string(64, 'l') + "@example.com",
    "a@" + std::string(63, 'd') + ".com",
    address_of(254),
};

TEST(R3, PlainAddressesAreTaken) {
  for (const auto& text : accepted) EXPECT_TRUE(Email::from(text)) << text;
}

TEST(R3, WhatIsNotOnePlainAddressIsRefused) {
  const std::vector<std::string> refused{
      "",
      "@",
      "olena",
      "olena@",
      "@example.com",
      "olena@@example.com",
      "olena@example@com",
      "a@b@c.com",
      "olena@example",
      "olena@localhost",
      "olena@.com",
      "olena@example.",
      "olena@example.com.",
      "olena@.example.com",
      "olena@example..com",
      ".olena@example.com",
      "olena.@example.com",
      "ole..na@example.com",
      "olena@-example.com",
      "olena@example-.com",
      "olena@exam_ple.com",
      "olena@exam ple.com",
      "olena@example.123",
      "olena@127.0.0.1",
      "olena@[127.0.0.1]",
      "olena@[IPv6:::1]",
      "olena@example.com,eve@example.com",
      "olena@example.com;eve@example.com",
      "olena@example.com eve@example.com",
      "olena,eve@example.com",
      "olena@example.com>",
      "<olena@example.com>",
      "Olena <olena@example.com>",
      "mailto:olena@example.com",
      "olena(comment)@example.com",
      "olena@example.com(comment)",
      "olena@(comment)example.com",
      "\"olena\"@example.com",
      "\"ole na\"@example.com",
      "\"a@b\"@example.com",
      "ole\\na@example.com",
      "ole na@example.com",
      " olena@example.com",
      "olena@example.com ",
      "olena@example.com\n",
      "olena@example.com\r\nBcc: eve@example.com",
      "ole\tna@example.com",
      "olena@example\x7f.com",
      std::string{"olena\0@example.com", 18},
      std::string{"olena@example.com\0", 18},
      "ole\xC0\xAFna@example.com",
      std::string(65, 'l') + "@example.com",
      "a@" + std::string(64, 'd') + ".com",
      address_of(255),
      std::string(100'000, 'a') + "@example.com",
      std::string(100'000, '@'),
  };
  for (const auto& text : refused) {
    const auto email = Email::from(text);
    ASSERT_FALSE(email) << text.substr(0, 80);
    EXPECT_EQ(email.error().type, "value_error");
    EXPECT_TRUE(email.error().msg.starts_with("value is not a valid email address: ")) << email.error().msg;
  }
}

TEST(R3, TheBoundsOfLengthAreExact) {
  ASSERT_EQ(address_of(254).size(), 254U);
  ASSERT_EQ(address_of(255).size(), 255U);
  EXPECT_TRUE(Email::from(address_of(254)));
  EXPECT_FALSE(Email::from(address_of(255)));
}

TEST(R3, EveryByteOutsideTheGrammarIsRefusedWhereverItStands) {
  const std::string taken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~";
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string local = std::string{"a"} + c + "b@example.com";
    EXPECT_EQ(Email::from(local).has_value(), taken.contains(c) || c == '.') << byte;
    const bool in_label = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    const std::string domain = std::string{"a@x"} + c + "y.com";
    EXPECT_EQ(Email::from(domain).has_value(), in_label || c == '.') << byte;
  }
}

TEST(R2, TheCanonicalFormIsLowerCaseAndItsOwnCanonicalForm) {
  for (const auto& text : accepted) {
    const Email once = Email::from(text).value();
    EXPECT_EQ(once.str(), Email::from(once.str()).value().str()) << text;
    EXPECT_TRUE(std::ranges::none_of(once.str(), [](char c) { return c >= 'A' && c <= 'Z'; })) << once.str();
  }
  EXPECT_EQ(Email::from("Olena.Shevchenko@Example.COM").value().str(), "olena.shevchenko@example.com");
}

TEST(R2, AllSpellingsOfCaseAreOneIdentity) {
  for (const auto& text : accepted) EXPECT_EQ(Email::from(upper(text)).value(), Email::from(text).value()) << text;
  EXPECT_NE(Email::from("olena@example.com").value(), Email::from("olena+1@example.com").value());
  EXPECT_NE(Email::from("o.lena@example.com").value(), Email::from("olena@example.com").value());
}

TEST(Email, ARefusalNeverRepeatsTheAddress) {
  const auto refused = Email::from("very-private-name@nowhere");
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().msg.contains("private"));
  EXPECT_FALSE(refused.error().msg.contains("nowhere"));
}

}  // namespace
}  // namespace foyer
