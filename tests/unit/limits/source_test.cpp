#include "platform/limits/source.h"

#include <gtest/gtest.h>

namespace foyer {
namespace {

TEST(Source, L4IsTheWholeAddressOfIpv4) {
  EXPECT_EQ(source_of("203.0.113.7"), "203.0.113.7");
  EXPECT_NE(source_of("203.0.113.7"), source_of("203.0.113.8"));
}

TEST(Source, L4IsTheNetworkOfASubscriberForIpv6) {
  EXPECT_EQ(source_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(source_of("2001:db8:1:2::1"), source_of("2001:DB8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(source_of("2001:db8:1:2::1"), source_of("2001:db8:1:3::1"));
}

TEST(Source, L5OneAddressHasOneSpelling) {
  EXPECT_EQ(source_of("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(source_of("::ffff:cb00:7107"), "203.0.113.7");
  EXPECT_EQ(source_of("2001:0db8:0001:0002::"), "2001:db8:1:2::/64");
}

TEST(Source, L4WhatIsNoAddressSharesOneSource) {
  for (const char* nonsense : {"", "unknown", "203.0.113", "203.0.113.7, 10.0.0.1", "[::1]", "1.2.3.4:80"}) {
    EXPECT_EQ(source_of(nonsense), "unknown") << nonsense;
  }
}

}  // namespace
}  // namespace foyer
