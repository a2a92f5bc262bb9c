#include "core/percent.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

TEST(Percent, IsTakenOffOnce) {
  EXPECT_EQ(percent_decode("a%20b+c"), "a b+c");
  EXPECT_EQ(percent_decode("a%20b+c", true), "a b c");
  EXPECT_EQ(percent_decode("%2525"), "%25");
  EXPECT_EQ(percent_decode("%4A%4a"), "JJ");
  for (const auto* broken : {"%", "%1", "a%", "%g0", "%0g", "%%20"})
    EXPECT_EQ(percent_decode(broken), std::nullopt) << broken;
}

}  // namespace
}  // namespace foyer
