#include "platform/words/links.h"

#include <gtest/gtest.h>

namespace foyer::words {
namespace {

TEST(Links, AreCutOutOfPlainText) {
  const auto rows = cut_at_links("Open\n\nhttps://foyer.test/?t=a-b\n\nor http://x.test");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("text").text, "Open\n\n");
  EXPECT_EQ(rows[0].at("link").text, "https://foyer.test/?t=a-b");
  EXPECT_EQ(rows[1].at("text").text, "\n\nor ");
  EXPECT_EQ(rows[1].at("link").text, "http://x.test");
  EXPECT_TRUE(cut_at_links("").empty());
  EXPECT_EQ(cut_at_links("javascript:alert(1)").at(0).at("link").text, "");
}

}  // namespace
}  // namespace foyer::words
