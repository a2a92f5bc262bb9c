#include "load/answer.h"

#include <gtest/gtest.h>

namespace load {
namespace {

constexpr std::string_view whole =
    "HTTP/1.1 200 OK\r\nServer: x\r\nCONTENT-length: 5\r\nConnection: keep-alive\r\n\r\nhello";

TEST(Answer, IsReadOnceItIsWhole) {
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(read_answer(whole.substr(0, i)).state, Reading::State::incomplete) << i;
  }
  const std::string with_more = std::string{whole} + "HTTP";
  const auto [state, answer] = read_answer(with_more);
  ASSERT_EQ(state, Reading::State::whole);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.size, whole.size());
  EXPECT_FALSE(answer.closes);
}

TEST(Answer, TellsThatItIsTheLast) {
  const auto reading = read_answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  ASSERT_EQ(reading.state, Reading::State::whole);
  EXPECT_EQ(reading.answer.status, 503);
  EXPECT_TRUE(reading.answer.closes);
}

TEST(Answer, NeedsNoLengthWhereThereIsNoBody) {
  EXPECT_EQ(read_answer("HTTP/1.1 304 Not Modified\r\n\r\n").state, Reading::State::whole);
}

TEST(Answer, OfAnotherKindIsForeign) {
  for (const char* text :
       {"SSH-2.0-x\r\n\r\n", "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    EXPECT_EQ(read_answer(text).state, Reading::State::foreign) << text;
  }
}

TEST(TextIn, FindsAMemberThatIsAString) {
  constexpr std::string_view json = R"({"access_token": "a.b","refresh_token":"c","expires_in":1800})";
  EXPECT_EQ(text_in(json, "access_token"), "a.b");
  EXPECT_EQ(text_in(json, "refresh_token"), "c");
  EXPECT_FALSE(text_in(json, "expires_in"));
  EXPECT_FALSE(text_in(json, "token"));
  EXPECT_FALSE(text_in(R"({"token":"cut)", "token"));
}

}  // namespace
}  // namespace load
