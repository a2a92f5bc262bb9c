#include "platform/redis/parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace foyer::redis {
namespace {

constexpr std::size_t generous = std::size_t{1} << 20U;
using Step = Parser::Step;

/// What a reply is, written so that two of them can be compared.
std::string show(const Reply& reply) {
  if (reply.is_nil()) return "nil";
  if (const auto* number = reply.integer()) return std::to_string(*number);
  if (const auto* text = reply.text()) return "'" + *text + "'";
  if (const auto* failure = reply.failure()) return "!" + failure->text;
  std::string out = "[";
  for (const Reply& each : *reply.array()) out += show(each) + " ";
  return out + "]";
}

/// Every reply in the bytes given `piece` at a time, and how it ended.
std::string read(std::string_view bytes, std::size_t piece, std::size_t longest = generous) {
  Parser parser{longest};
  std::string out;
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    Reply reply;
    Step step = parser.next(part, reply);
    for (; step == Step::reply; step = parser.next(part, reply)) out += show(reply) + ";";
    if (step == Step::broken) return out + "broken";
    EXPECT_TRUE(part.empty());
  }
  return out;
}

std::string read(std::string_view bytes) { return read(bytes, bytes.size()); }

TEST(RedisParser, ReadsEveryKindOfReply) {
  EXPECT_EQ(read("+OK\r\n"), "'OK';");
  EXPECT_EQ(read("+\r\n"), "'';");
  EXPECT_EQ(read("-WRONGTYPE Operation\r\n"), "!WRONGTYPE Operation;");
  EXPECT_EQ(read(":-9223372036854775808\r\n"), "-9223372036854775808;");
  EXPECT_EQ(read("$5\r\n\r\n$1x\r\n"), "'\r\n$1x';");
  EXPECT_EQ(read("$0\r\n\r\n"), "'';");
  EXPECT_EQ(read("$-1\r\n"), "nil;");
  EXPECT_EQ(read("*-1\r\n"), "nil;");
  EXPECT_EQ(read("*0\r\n"), "[];");
  EXPECT_EQ(read("*3\r\n:1\r\n*2\r\n$-1\r\n+a\r\n-ERR b\r\n"), "[1 [nil 'a' ] !ERR b ];");
}

TEST(RedisParser, ReadsTheSameWhereverTheBytesAreCut) {
  const std::string_view bytes =
      "+OK\r\n:42\r\n$11\r\nwith\r\nlines\r\n*2\r\n*1\r\n*0\r\n$3\r\nabc\r\n-ERR no\r\n$-1\r\n*1\r\n:7\r\n";
  const std::string whole = read(bytes);
  EXPECT_EQ(whole, "'OK';42;'with\r\nlines';[[[] ] 'abc' ];!ERR no;nil;[7 ];");
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) EXPECT_EQ(read(bytes, piece), whole) << piece;
}

TEST(RedisParser, LeavesWhatBelongsToTheNextReply) {
  Parser parser{generous};
  std::string_view bytes = "+one\r\n+two\r\n";
  Reply reply;
  ASSERT_EQ(parser.next(bytes, reply), Step::reply);
  EXPECT_EQ(bytes, "+two\r\n");
  ASSERT_EQ(parser.next(bytes, reply), Step::reply);
  EXPECT_EQ(*reply.text(), "two");
  EXPECT_EQ(parser.next(bytes, reply), Step::more);
}

TEST(RedisParser, RefusesWhatIsNoReply) {
  for (const std::string_view wrong : {"HTTP/1.1 200 OK\r\n",
                                       "\r\n",
                                       "+OK\n",
                                       "\n",
                                       ":\r\n",
                                       ":1x\r\n",
                                       ":+1\r\n",
                                       ": 1\r\n",
                                       ":9223372036854775808\r\n",
                                       "$\r\n",
                                       "$-2\r\n",
                                       "$1\r\nab\r\n",
                                       "$1\r\na\n\n",
                                       "*-2\r\n",
                                       "*x\r\n",
                                       "*1\r\n?\r\n",
                                       "_\r\n",
                                       "%1\r\n+a\r\n+b\r\n",
                                       "#t\r\n",
                                       ">1\r\n+a\r\n"}) {
    for (const std::size_t piece : {std::size_t{1}, wrong.size()}) {
      EXPECT_TRUE(read(wrong, piece).ends_with("broken")) << wrong;
    }
  }
}

TEST(RedisParser, StaysBroken) {
  Parser parser{generous};
  Reply reply;
  std::string_view wrong = "?\r\n";
  EXPECT_EQ(parser.next(wrong, reply), Step::broken);
  std::string_view right = "+OK\r\n";
  EXPECT_EQ(parser.next(right, reply), Step::broken);
}

TEST(RedisParser, BelievesNoAnnouncedSize) {
  EXPECT_EQ(read("$9223372036854775807\r\n"), "broken");
  EXPECT_EQ(read("$18446744073709551615\r\n"), "broken");
  EXPECT_EQ(read("*9223372036854775807\r\n"), "broken");
  EXPECT_EQ(read("*2147483647\r\n"), "broken");
  EXPECT_EQ(read("$1001\r\n", 100, 1'000), "broken");
}

TEST(RedisParser, BoundsTheDepth) {
  std::string deep;
  for (int level = 0; level < 16; ++level) deep += "*1\r\n";
  EXPECT_TRUE(read(deep + ":1\r\n").ends_with(";"));
  EXPECT_EQ(read("*1\r\n" + deep + ":1\r\n"), "broken");
}

TEST(RedisParser, BoundsWholeRepliesAndNotTheirNumber) {
  const std::string reply = "$600\r\n" + std::string(600, 'x') + "\r\n";
  EXPECT_EQ(read("*2\r\n" + reply + reply, 100, 1'000), "broken");
  std::string many;
  for (int each = 0; each < 50; ++each) many += reply;
  const std::string all = read(many, 100, 1'000);
  EXPECT_EQ(std::ranges::count(all, ';'), 50);
}

TEST(RedisParser, CountsWhatElementsTakeInMemory) {
  std::string numbers = "*1000\r\n";
  for (int each = 0; each < 1'000; ++each) numbers += ":1\r\n";
  EXPECT_EQ(read(numbers, numbers.size(), 10'000), "broken");
  EXPECT_TRUE(read(numbers).ends_with("];"));
}

TEST(RedisParser, BoundsALineThatNeverEnds) {
  const std::string endless = "+" + std::string(100'000, 'x');
  EXPECT_EQ(read(endless, 1'000), "broken");
  EXPECT_EQ(read(endless), "broken");
}

}  // namespace
}  // namespace foyer::redis
