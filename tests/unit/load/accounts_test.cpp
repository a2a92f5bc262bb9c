#include "load/accounts.h"

#include <gtest/gtest.h>

#include <set>

namespace load {
namespace {

TEST(Accounts, OfARangeComeOnceEachBeforeAnyComesAgain) {
  for (const int last : {0, 1, 6, 99, 999}) {
    const auto accounts = Accounts::parse("v{}@x:0-" + std::to_string(last));
    ASSERT_TRUE(accounts);
    EXPECT_TRUE(accounts->ends());
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i <= static_cast<std::uint64_t>(last); ++i) seen.insert(accounts->address(i));
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(last) + 1);
    EXPECT_EQ(accounts->address(static_cast<std::uint64_t>(last) + 1), accounts->address(0));
  }
}

TEST(Accounts, WithoutAnEndGoOn) {
  const auto accounts = Accounts::parse("new{}@x:7");
  ASSERT_TRUE(accounts);
  EXPECT_FALSE(accounts->ends());
  EXPECT_EQ(accounts->address(0), "new7@x");
  EXPECT_EQ(accounts->address(1'000'000), "new1000007@x");
}

TEST(Accounts, RefusesWhatNamesNone) {
  for (const char* text : {"", "v@x:0-9", "v{}@x", "v{}@x:", "v{}@x:9-0", "v{}@x:a-b", "v{}@x:1-", "v:1{}"}) {
    EXPECT_FALSE(Accounts::parse(text)) << text;
  }
}

}  // namespace
}  // namespace load
