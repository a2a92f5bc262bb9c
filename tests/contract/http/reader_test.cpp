// The reader without a socket: however the bytes are cut, the requests are the same.

#include <gtest/gtest.h>

#include <cstring>

#include "platform/http/request_reader.h"

namespace foyer::http {
namespace {

using Step = RequestReader::Step;

/// Gives `bytes` in pieces of `piece` and writes down everything the reader makes of them.
std::string read_in_pieces(std::string_view bytes, std::size_t piece) {
  RequestReader reader{Limits{}, false};
  std::string seen;
  while (true) {
    const Step step = reader.advance();
    if (step == Step::refused) return seen + "refused " + std::to_string(reader.refusal().status);
    if (step == Step::ready) {
      const Request& request = reader.request();
      seen += std::string{name_of(request.method)} + " " + std::string{request.path} + "?" +
              std::string{request.query} + " [" + std::string{request.body} + "]";
      for (const Field& field : request.fields) seen += " " + std::string{field.name} + "=" + std::string{field.value};
      seen += reader.keep_alive() ? " keep\n" : " close\n";
      reader.finish();
      continue;
    }
    if (bytes.empty()) return seen + (reader.idle() ? "idle" : "waiting");
    const auto space = reader.space();
    const std::size_t size = std::min({piece, bytes.size(), space.size()});
    std::memcpy(space.data(), bytes.data(), size);
    reader.received(size);
    bytes.remove_prefix(size);
  }
}

const std::string conversation =
    "GET /hello?a=b%20c HTTP/1.1\r\nHost: example.org\r\nX-Empty:\r\nX-Spaced: \t v \t\r\n\r\n"
    "POST /a%20b HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world"
    "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: t\r\n\r\n"
    "\r\nDELETE /d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST(Reader, EverySplitGivesTheSameRequests) {
  const std::string whole = read_in_pieces(conversation, conversation.size());
  EXPECT_EQ(whole,
            "GET /hello?a=b%20c [] Host=example.org X-Empty= X-Spaced=v keep\n"
            "POST /a b? [hello world] Host=a Content-Length=11 keep\n"
            "POST /c? [hello world] Host=a Transfer-Encoding=chunked keep\n"
            "DELETE /d? [] Host=a Connection=close close\nidle");
  for (std::size_t piece = 1; piece < conversation.size(); ++piece)
    EXPECT_EQ(read_in_pieces(conversation, piece), whole) << "pieces of " << piece;
}

TEST(Reader, EverySplitRefusesTheSame) {
  for (const std::string bad : {"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
                                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n",
                                "GET /%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n"})
    for (std::size_t piece = 1; piece < bad.size(); ++piece)
      EXPECT_EQ(read_in_pieces(bad, piece), "refused 400") << bad << " in pieces of " << piece;
}

TEST(Reader, EveryPrefixWaitsForMore) {
  const std::string one = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
  for (std::size_t size = 1; size < one.size(); ++size)
    EXPECT_EQ(read_in_pieces(one.substr(0, size), size), "waiting") << size;
}

TEST(Reader, LongHeadsMoveTheBufferAndKeepTheirViews) {
  const std::string value(15'000, 'v');
  const std::string body(30'000, 'b');
  const std::string message = "POST /p HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\nContent-Length: 30000\r\n\r\n" +
                              body + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string expected =
      "POST /p? [" + body + "] Host=a X=" + value + " Content-Length=30000 keep\nGET /next? [] Host=a keep\nidle";
  for (const std::size_t piece : {1UL, 7UL, 1000UL, 4096UL, 100'000UL})
    EXPECT_EQ(read_in_pieces(message, piece), expected) << piece;
}

TEST(Reader, AsksForTheContinuationOnce) {
  RequestReader reader{Limits{}, false};
  const std::string_view head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
  std::memcpy(reader.space().data(), head.data(), head.size());
  reader.received(head.size());
  EXPECT_EQ(reader.advance(), Step::more);
  EXPECT_TRUE(reader.in_body());
  EXPECT_TRUE(reader.take_continue());
  EXPECT_FALSE(reader.take_continue());
}

}  // namespace
}  // namespace foyer::http
