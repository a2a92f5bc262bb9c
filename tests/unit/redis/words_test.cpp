#include "platform/redis/words.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/redis/redis.h"

namespace foyer::redis {
namespace {

using std::string_literals::operator""s;

TEST(RedisWords, AreAnArrayOfBulkStrings) {
  std::string out;
  append_command(out, Command{"SET", "key", ""});
  append_command(out, Command{"\0\r\n"s});
  EXPECT_EQ(out, "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$0\r\n\r\n*1\r\n$3\r\n\0\r\n\r\n"s);
}

TEST(RedisScript, IsKnownByTheDigestOfItsText) {
  const Script script{"return 1"};
  EXPECT_EQ(script.sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
  EXPECT_EQ(script.source(), "return 1");
}

}  // namespace
}  // namespace foyer::redis
