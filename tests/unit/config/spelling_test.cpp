#include "platform/config/spelling.h"

#include <gtest/gtest.h>

#include <vector>

namespace foyer::config {
namespace {

TEST(EditDistance, CountsInsertDropChangeAndSwap) {
  EXPECT_EQ(edit_distance("PORT", "PORT"), 0U);
  EXPECT_EQ(edit_distance("PORT", "PORTS"), 1U);
  EXPECT_EQ(edit_distance("PORT", "POT"), 1U);
  EXPECT_EQ(edit_distance("PORT", "PART"), 1U);
  EXPECT_EQ(edit_distance("PORT", "PROT"), 1U);
  EXPECT_EQ(edit_distance("port", "PORT"), 0U);
  EXPECT_EQ(edit_distance("", "ABC"), 3U);
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  const std::vector<std::string> names{"PORT", "HOST", "EMAIL_HOST"};
  EXPECT_EQ(nearest("EMIAL_HOST", names), "EMAIL_HOST");
  EXPECT_EQ(nearest("HOTS", names), "HOST");
  EXPECT_EQ(nearest("ZEBRA", names), "");
  EXPECT_EQ(nearest(std::string(5'000, 'A'), names), "");
}

}  // namespace
}  // namespace foyer::config
