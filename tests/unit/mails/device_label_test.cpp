#include "mails/device_label.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace foyer {
namespace {

TEST(DeviceLabel, NamesBrowserAndSystem) {
  const auto label = [](std::string_view agent) { return device_label(std::nullopt, agent, Language::en); };
  EXPECT_EQ(label("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), "Firefox on Linux");
  EXPECT_EQ(label("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
                  "Safari/537.36 Edg/126.0.0.0"),
            "Edge on Windows");
  EXPECT_EQ(label("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                  "Version/17.5 Mobile/15E148 Safari/604.1"),
            "Safari on iPhone");
  EXPECT_EQ(label("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
                  "Mobile Safari/537.36"),
            "Chrome on Android");
  EXPECT_EQ(label("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                  "Version/17.5 Safari/605.1.15"),
            "Safari on macOS");
}

TEST(DeviceLabel, ShowsTheBeginningOfAnUnknownOne) {
  EXPECT_EQ(device_label(std::nullopt, "CinemaTV/3.1 (tvOS 17.4)", Language::en), "CinemaTV/3.1 (tvOS 17.4)");
  EXPECT_EQ(device_label(std::nullopt, "", Language::en), "An unknown device");
  EXPECT_EQ(device_label(std::nullopt, std::string(300, 'a'), Language::en), std::string(60, 'a'));
}

TEST(DeviceLabel, PutsTheNameBeforeWhatTheDeviceSays) {
  EXPECT_EQ(device_label("Living-room TV", "CinemaTV/3.1", Language::en), "Living-room TV (CinemaTV/3.1)");
  EXPECT_EQ(device_label("Кухня", "", Language::en), "Кухня");
  EXPECT_EQ(device_label("", "curl/7.88", Language::en), "curl/7.88");
}

TEST(DeviceLabel, HoldsNothingAMailProgramMakesALinkOf) {
  const std::string bait =
      device_label("Go to https://evil.example/a or www.evil.example", "mail me@evil.example", Language::en);
  EXPECT_FALSE(bait.contains("://"));
  EXPECT_FALSE(bait.contains("evil.example"));
  EXPECT_FALSE(bait.contains("www."));
  EXPECT_FALSE(bait.contains('@'));
  EXPECT_FALSE(device_label("see evil.укр", "", Language::en).contains("evil.у"));
}

TEST(DeviceLabel, IsOneLineAndCutBetweenCharacters) {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "я";
  const std::string label = device_label(wide, "a\nb\rc", Language::en);
  EXPECT_TRUE(is_utf8(label));
  EXPECT_FALSE(label.contains('\n'));
  EXPECT_FALSE(label.contains('\r'));
  EXPECT_LE(code_points(label), 140U);
  EXPECT_TRUE(is_utf8(device_label(std::nullopt, "\xff\xfe", Language::en)));
}

}  // namespace
}  // namespace foyer
